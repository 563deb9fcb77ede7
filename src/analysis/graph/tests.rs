//! The graph and what spreads in it, against the equations done the obvious way: full matrices in double precision.

use super::*;
use crate::analysis::knn::{Coordinate, Metric, References};
use crate::analysis::{Knn, KnnSpec};
use crate::sim::random::{Purpose, Stream};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Small enough for small graphs, and every number another.
pub fn spec() -> GraphSpec {
    GraphSpec { neighbours: 6, own: 2, scale: 4, metric: Metric::Euclidean }
}

pub fn rule(spec: SpreadSpec) -> SpreadRule {
    SpreadRule::try_from(spec).unwrap()
}

pub fn built<T: Coordinate>(rows: &[T], dim: usize, spec: GraphSpec) -> Graph {
    let labels = vec![0; rows.len() / dim];
    let refs = References::new(rows, dim, &labels).unwrap();
    Graph::build(refs, spec, &|_, _| true).unwrap().expect("nobody ends it")
}

/// n × dim numbers between 0 and 1.
pub fn scattered(n: usize, dim: usize) -> Vec<f32> {
    let mut random = Stream::new(n as u64, Purpose::Positions);
    (0..n * dim).map(|_| random.unit() as f32).collect()
}

pub fn random(n: usize, dim: usize) -> Graph {
    built(&scattered(n, dim), dim, spec())
}

/// Points around the corners of a square of that side, in turns: point i is of cluster i mod 4.
pub fn clusters(n: usize, side: f64) -> Vec<f32> {
    let mut random = Stream::new(5, Purpose::Positions);
    let mut coordinate = |corner: bool| (f64::from(u8::from(corner)) * side + random.unit()) as f32;
    (0..n).flat_map(|i| [coordinate(i % 4 / 2 == 1), coordinate(i % 2 == 1)]).collect()
}

pub fn pool<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
}

fn taught(list: &[(usize, u8)]) -> Vec<Taught> {
    list.iter().map(|&(point, class)| Taught { point, class }).collect()
}

/// S by the equations of the module's head.
fn dense(rows: &[f32], dim: usize, spec: GraphSpec) -> Vec<Vec<f64>> {
    let n = rows.len() / dim;
    let at = |i: usize| &rows[i * dim..(i + 1) * dim];
    let distance = |i: usize, j: usize| -> f64 {
        at(i)
            .iter()
            .zip(at(j))
            .map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let nearest: Vec<Vec<usize>> = (0..n)
        .map(|i| {
            let mut others: Vec<usize> = (0..n).filter(|&j| j != i).collect();
            others.sort_by(|&a, &b| distance(i, a).total_cmp(&distance(i, b)));
            others
        })
        .collect();
    let is_among = |i: usize, j: usize, count: usize| nearest[j][..count].contains(&i);
    let scale = |i: usize| distance(i, nearest[i][spec.scale - 1]);
    let weight = |i: usize, j: usize| {
        let mutual = is_among(i, j, spec.neighbours) && is_among(j, i, spec.neighbours);
        let joined = i != j && (mutual || is_among(i, j, spec.own) || is_among(j, i, spec.own));
        if joined { (-distance(i, j).powi(2) / (scale(i) * scale(j))).exp() } else { 0.0 }
    };
    let weights: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| weight(i, j)).collect()).collect();
    let sums: Vec<f64> = weights.iter().map(|row| row.iter().sum()).collect();
    (0..n).map(|i| (0..n).map(|j| weights[i][j] / (sums[i] * sums[j]).sqrt()).collect()).collect()
}

/// F after some steps from what was told, columns as rows of `told`.
pub fn dense_spread(s: &[Vec<f64>], told: &[Vec<f64>], alpha: f64, steps: usize) -> Vec<Vec<f64>> {
    let mut f = told.to_vec();
    for _ in 0..steps {
        f = f
            .iter()
            .zip(told)
            .map(|(f, told)| {
                let from = |i: usize| s[i].iter().zip(f).map(|(s, f)| s * f).sum::<f64>();
                (0..s.len()).map(|i| alpha * from(i) + (1.0 - alpha) * told[i]).collect()
            })
            .collect();
    }
    f
}

/// What each class is to be multiplied by, F by class.
fn dense_factors(s: &[Vec<f64>], f: &[Vec<f64>], told: &[(usize, u8)]) -> Vec<f64> {
    let (n, classes) = (s.len(), f.len());
    let f: Vec<Vec<f64>> = f.iter().map(|f| f.iter().map(|x| x.max(0.0)).collect()).collect();
    let mut equal = vec![1.0; classes];
    for _ in 0..10 {
        let share = |class: usize| {
            let of = |point: usize| {
                let sum: f64 = (0..classes).map(|k| equal[k] * f[k][point]).sum();
                if sum > 0.0 { equal[class] * f[class][point] / sum } else { 0.0 }
            };
            (0..n).map(of).sum::<f64>()
        };
        let shares: Vec<f64> = (0..classes).map(share).collect();
        for (factor, share) in equal.iter_mut().zip(shares).filter(|(_, share)| *share > 0.0) {
            *factor /= share;
        }
    }
    let levels = (0..9).map(|level| {
        let factors: Vec<f64> = equal.iter().map(|a| a.powf(f64::from(level) / 8.0)).collect();
        let class = |point: usize| {
            if let Some(&(_, class)) = told.iter().find(|(at, _)| *at == point) {
                return Some(usize::from(class));
            }
            let share = |class: &usize| factors[*class] * f[*class][point];
            (0..classes).max_by(|a, b| share(a).total_cmp(&share(b))).filter(|c| share(c) > 0.0)
        };
        let of: Vec<Option<usize>> = (0..n).map(class).collect();
        let part = |class: usize| {
            let inside: Vec<usize> = (0..n).filter(|&i| of[i] == Some(class)).collect();
            let all: f64 = inside.iter().flat_map(|&i| &s[i]).sum();
            let out = |&i: &usize| (0..n).filter(|&j| of[j] != of[i]).map(|j| s[i][j]).sum::<f64>();
            if all > 0.0 { inside.iter().map(out).sum::<f64>() / all } else { 0.0 }
        };
        ((0..classes).map(part).sum::<f64>(), factors)
    });
    levels.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap().1
}

/// S of a graph, in full.
pub fn full(graph: &Graph) -> Vec<Vec<f64>> {
    let mut rows = vec![vec![0.0; graph.len()]; graph.len()];
    for (point, row) in rows.iter_mut().enumerate() {
        graph.joined(point).for_each(|(other, weight)| row[other] = f64::from(weight));
    }
    rows
}

#[test]
fn edges_and_weights_are_those_of_the_equations() {
    for (n, dim) in [(7, 1), (90, 2), (150, 5), (300, 8)] {
        let rows = scattered(n, dim);
        let expected = dense(&rows, dim, spec());
        let graph = built(&rows, dim, spec());
        let found = full(&graph);
        let mut edges = 0;
        for i in 0..n {
            for j in 0..n {
                let (found, expected) = (found[i][j], expected[i][j]);
                assert!((found - expected).abs() < 1e-5, "{n}: {i}, {j}: {found} for {expected}");
                assert_eq!(found > 0.0, expected > 0.0, "{n}: {i}, {j}");
                edges += usize::from(found > 0.0);
            }
            assert!(graph.joined(i).count() >= 2, "{i} is alone");
        }
        assert_eq!(graph.edges(), edges / 2);
    }
}

#[test]
fn labels_steps_and_shares_are_those_of_the_equations() {
    let (n, dim) = (160, 3);
    let graph = Arc::new(random(n, dim));
    let s = full(&graph);
    let told = [(3, 2), (50, 2), (77, 0), (120, 9), (5, 40)];
    for balance in [Balance::None, Balance::Mass, Balance::Borders] {
        let spec = SpreadSpec { alpha: 0.9, steps: 12, balance };
        let mut spreading = Spreading::new(Arc::clone(&graph), rule(spec), &taught(&told)).unwrap();
        let mut y = vec![vec![0.0; n]; 45];
        told.iter().for_each(|&(point, class): &(usize, u8)| y[usize::from(class)][point] = 1.0);
        let mut arrived = vec![vec![None; n]; 45];
        for step in 0..=spec.steps {
            assert_eq!(spreading.done(), step);
            let f = dense_spread(&s, &y, spec.alpha, step);
            let labels = spreading.labels();
            let factors = match balance {
                Balance::Borders => dense_factors(&s, &f, &told),
                Balance::Mass => {
                    f.iter().map(|f| 1.0 / f.iter().sum::<f64>().max(1e-300)).collect()
                }
                Balance::None => vec![1.0; 45],
            };
            for point in 0..n {
                for class in 0..45 {
                    if f[class][point] > 0.0 {
                        arrived[class][point].get_or_insert(step);
                    }
                }
                if told.iter().any(|&(at, _)| at == point) {
                    continue;
                }
                let share = |c: usize| f[c][point].max(0.0) * factors[c];
                let best = (0..45).max_by(|&a, &b| share(a).total_cmp(&share(b))).unwrap();
                let Some(label) = labels[point] else {
                    assert_eq!(share(best), 0.0, "point {point} at {step}");
                    continue;
                };
                let confidence = share(best) / (0..45).map(share).sum::<f64>();
                assert_eq!(usize::from(label.class), best, "point {point} at {step}");
                assert!((f64::from(label.confidence) - confidence).abs() < 1e-5);
                assert_eq!(Some(label.arrived), arrived[best][point], "point {point} at {step}");
            }
            assert_eq!(spreading.step(), step < spec.steps);
        }
    }
}

/// Points around four corners, of which so many shares are kept; how many are taken for what they are with one of each
/// corner named, in twelve draws, with `balance` and without.
fn right_of_four(shares: [usize; 4]) -> [usize; 2] {
    let rows = clusters(1_600, 1.0);
    let kept: Vec<usize> = (0..1_600).filter(|i| (i / 4) % 8 < shares[i % 4]).collect();
    let rows: Vec<f32> = kept.iter().flat_map(|i| [rows[2 * i], rows[2 * i + 1]]).collect();
    let graph = Arc::new(built(&rows, 2, spec()));
    let mut right = [0, 0];
    for draw in 0..12 {
        let order = Stream::new(draw, Purpose::Labels).permutation(kept.len());
        let first = |corner| order.iter().find(|&&at| kept[at as usize] % 4 == corner).unwrap();
        let told = std::array::from_fn::<_, 4, _>(|corner| (*first(corner) as usize, corner as u8));
        for (right, balance) in right.iter_mut().zip([Balance::Borders, Balance::None]) {
            let spec = SpreadSpec { balance, ..SpreadSpec::default() };
            let spread = graph.spread(rule(spec), &taught(&told)).unwrap();
            let labels = spread.labels().iter().zip(&kept);
            let is_right = |label: &Option<Label>, of: usize| {
                label.is_some_and(|label| usize::from(label.class) == of % 4)
            };
            *right += labels.filter(|(label, of)| is_right(label, **of)).count();
        }
    }
    right
}

#[test]
fn borders_lie_in_gaps_whether_classes_are_as_common_or_not() {
    let [with, without] = right_of_four([8, 8, 8, 8]);
    assert!(with > without + 200, "equal: {with} with, {without} without");
    let [with, without] = right_of_four([8, 8, 8, 2]);
    assert!(with >= without, "one is rare: {with} with, {without} without");
}

#[test]
fn a_path_leads_edge_by_edge_from_where_the_label_came() {
    let graph = Arc::new(random(400, 2));
    let told = taught(&[(3, 2), (50, 2), (77, 0), (120, 9)]);
    let spread = graph.spread(rule(SpreadSpec::default()), &told).unwrap();
    let mut longest = 0;
    for (point, label) in spread.labels().iter().enumerate() {
        let Some(label) = label else { continue };
        let path = spread.path(point);
        assert_eq!((path[0], path[path.len() - 1]), (point, label.origin));
        assert_eq!(path.len(), label.arrived + 1, "an edge for each step");
        assert!(told.contains(&Taught { point: label.origin, class: label.class }));
        for pair in path.windows(2) {
            assert!(graph.joined(pair[0]).any(|(other, _)| other == pair[1]), "{pair:?}");
        }
        longest = longest.max(path.len());
    }
    assert!(longest > 5, "it goes some way: {longest}");
}

/// After one step among named neighbours a label came from the one that gives most, whatever its index.
#[test]
fn a_label_comes_from_where_most_of_it_comes_from() {
    let graph = Arc::new(random(60, 2));
    let once = rule(SpreadSpec { steps: 1, ..SpreadSpec::default() });
    for point in 0..60 {
        let (most, _) = graph.joined(point).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let around: Vec<(usize, u8)> = graph.joined(point).map(|(other, _)| (other, 4)).collect();
        let spread = graph.spread(once, &taught(&around)).unwrap();
        let label = spread.labels()[point].unwrap();
        assert_eq!((label.origin, label.arrived, label.confidence), (most, 1, 1.0));
        assert_eq!(spread.path(point), [point, most]);
    }
}

#[test]
fn of_equal_givers_and_equal_classes_it_is_the_first() {
    let mut graph = random(12, 2);
    // Points 0 and 1 are joined with point 2, and nothing else is joined.
    let starts: Vec<u32> = [0, 1, 2].into_iter().chain([4; 10]).collect();
    graph.matrix = Matrix::try_new((12, 12), starts, vec![2, 2, 0, 1], vec![0.5; 4]).unwrap();
    let graph = Arc::new(Graph::of(spec(), graph.matrix, graph.near));
    let once = rule(SpreadSpec { steps: 1, ..SpreadSpec::default() });
    let label =
        |told: &[(usize, u8)]| graph.spread(once, &taught(told)).unwrap().labels()[2].unwrap();
    let both = label(&[(0, 4), (1, 4)]);
    assert_eq!((both.class, both.origin, both.confidence), (4, 0, 1.0));
    let either = label(&[(0, 5), (1, 3)]);
    assert_eq!((either.class, either.origin, either.confidence), (3, 1, 0.5));
}

#[test]
fn clusters_take_the_name_of_their_one_named_point() {
    let rows = clusters(200, 1.3);
    let graph = Arc::new(built(&rows, 2, spec()));
    let told = taught(&[(0, 3), (1, 1), (2, 4), (3, 7)]);
    let spread = graph.spread(rule(SpreadSpec::default()), &told).unwrap();
    let right =
        |(i, label): (usize, &Option<Label>)| label.map(|l| l.class) == Some(told[i % 4].class);
    let right = spread.labels().iter().enumerate().filter(|&at| right(at)).count();
    assert!(right >= 196, "{right} of 200");

    // Something new takes the vote of its nearest.
    let labels = vec![0; 200];
    let refs = References::new(&rows, 2, &labels).unwrap();
    let near =
        Knn::try_from(KnnSpec::default()).unwrap().classify(refs, &[1.8, 0.5], None).unwrap();
    let verdict = spread.join(&near.neighbours).unwrap();
    assert_eq!((verdict.label, verdict.neighbours.len()), (4, 5));
    assert!(verdict.shares[4] > 0.99 && verdict.neighbours.iter().all(|near| near.label == 4));
}

#[test]
fn nearer_points_count_more_and_those_without_a_label_not_at_all() {
    let label = |class, origin| Some(Label { class, confidence: 1.0, origin, arrived: 0 });
    let mut spread = random(12, 2);
    spread.matrix = Matrix::zero((12, 12));
    let graph = Arc::new(Graph::of(spec(), spread.matrix, spread.near));
    let told = taught(&[(0, 8), (1, 5), (2, 5)]);
    let spread = graph.spread(rule(SpreadSpec::default()), &told).unwrap();
    assert_eq!(spread.labels()[..4], [label(8, 0), label(5, 1), label(5, 2), None]);
    let near = |list: &[(usize, f32)]| -> Vec<_> {
        let near = |&(index, distance)| crate::analysis::Neighbour { index, label: 0, distance };
        list.iter().map(near).collect()
    };
    let verdict = spread.join(&near(&[(3, 0.1), (0, 1.0), (1, 3.0), (2, 3.0)])).unwrap();
    assert_eq!((verdict.label, verdict.shares[8], verdict.shares[5]), (8, 0.6, 0.4));
    let indices: Vec<usize> = verdict.neighbours.iter().map(|near| near.index).collect();
    assert_eq!(indices, [0, 1, 2]);
    assert_eq!(spread.join(&near(&[(3, 0.0), (4, 1.0)])), None);
    assert_eq!(spread.join(&[]), None);
}

#[test]
fn no_label_comes_to_another_island() {
    let rows = clusters(120, 50.0);
    let graph = Arc::new(built(&rows, 2, spec()));
    assert_eq!(graph.islands(), 4);
    assert!((0..120).all(|point| graph.island_of(point) == point % 4));
    let spread = graph.spread(rule(SpreadSpec::default()), &taught(&[(1, 6), (3, 2)])).unwrap();
    for (point, label) in spread.labels().iter().enumerate() {
        let expected = [None, Some(6), None, Some(2)][point % 4];
        assert_eq!(label.map(|label| label.class), expected);
        assert_eq!(spread.path(point).is_empty(), expected.is_none());
        assert!(label.is_none_or(|label| label.confidence == 1.0), "nothing else came");
    }
    assert_eq!((spread.dark_islands(), spread.unlabelled()), (2, 60));
}

#[test]
fn nothing_taught_and_the_same_twice_are_no_errors() {
    let graph = Arc::new(random(40, 2));
    let spread = |list: &[(usize, u8)]| graph.spread(rule(SpreadSpec::default()), &taught(list));
    let none = spread(&[]).unwrap();
    assert_eq!((none.unlabelled(), none.dark_islands()), (40, graph.islands()));
    assert_eq!(spread(&[(3, 1), (7, 2), (3, 1)]), spread(&[(7, 2), (3, 1)]));
    // A named point keeps its name among others of another.
    let around: Vec<(usize, u8)> = graph.joined(9).map(|(other, _)| (other, 4)).collect();
    let labels = spread(&[&[(9, 5)], &around[..]].concat()).unwrap();
    let kept = Label { class: 5, confidence: 1.0, origin: 9, arrived: 0 };
    assert_eq!(labels.labels()[9], Some(kept));
}

#[test]
fn what_cannot_be_taught_is_refused_by_its_place() {
    let graph = Arc::new(random(40, 2));
    let refused = |list: &[(usize, u8)]| {
        graph.spread(rule(SpreadSpec::default()), &taught(list)).unwrap_err().to_string()
    };
    assert_eq!(
        refused(&[(1, 1), (40, 1)]),
        "taught[1].point: expected below 40, the points of the graph, found 40"
    );
    assert_eq!(refused(&[(1, 64)]), "taught[0].class: expected 0 to 63, found 64");
    assert_eq!(
        refused(&[(1, 1), (2, 3), (1, 2)]),
        "taught[2].class: expected 1, as point 1 was named before, found 2"
    );
}

#[test]
fn what_cannot_be_built_is_refused() {
    let refused = |spec: GraphSpec| {
        let rows = scattered(20, 2);
        let refs = References::new(&rows, 2, &[0; 20]).unwrap();
        Graph::build(refs, spec, &|_, _| true).unwrap_err().to_string()
    };
    let few = GraphSpec { neighbours: 6, ..spec() };
    for (spec, expected) in [
        (
            GraphSpec { neighbours: 0, ..few },
            "neighbours: expected a whole number from 1 to 200, found 0",
        ),
        (
            GraphSpec { neighbours: 201, ..few },
            "neighbours: expected a whole number from 1 to 200, found 201",
        ),
        (GraphSpec { own: 7, ..few }, "own: expected at most 6, the neighbours, found 7"),
        (GraphSpec { scale: 0, ..few }, "scale: expected a whole number from 1 to 6, found 0"),
        (GraphSpec { scale: 7, ..few }, "scale: expected a whole number from 1 to 6, found 7"),
        (GraphSpec::default(), "neighbours: expected at most 19, the other points, found 20"),
    ] {
        assert_eq!(refused(spec), format!("graph.{expected}"));
    }
    for alpha in [0.0, 1.0, f64::NAN, -0.5, f64::INFINITY, 1.0 - 1e-9] {
        let error =
            SpreadRule::try_from(SpreadSpec { alpha, ..SpreadSpec::default() }).unwrap_err();
        assert_eq!(error.field, "spread.alpha");
    }
    for steps in [0, 1001] {
        let error =
            SpreadRule::try_from(SpreadSpec { steps, ..SpreadSpec::default() }).unwrap_err();
        assert_eq!(error.field, "spread.steps");
    }
    assert!(serde_json::from_str::<GraphSpec>(r#"{"neighbors":3}"#).is_err());
    assert_eq!(serde_json::from_str::<SpreadSpec>("{}").unwrap(), SpreadSpec::default());
}

#[test]
fn every_parameter_changes_something() {
    let rows = scattered(200, 3);
    let plain = built(&rows, 3, spec());
    for other in [
        GraphSpec { neighbours: 9, ..spec() },
        GraphSpec { own: 0, ..spec() },
        GraphSpec { scale: 5, ..spec() },
        GraphSpec { metric: Metric::Cosine, ..spec() },
    ] {
        assert_ne!(built(&rows, 3, other).matrix, plain.matrix, "{other:?}");
    }
    let graph = Arc::new(plain);
    let told = taught(&[(0, 1), (7, 2), (90, 2)]);
    let spread = |spec| graph.spread(rule(spec), &told).unwrap();
    let plain = SpreadSpec::default();
    for other in [
        SpreadSpec { alpha: 0.9, ..plain },
        SpreadSpec { steps: 20, ..plain },
        SpreadSpec { balance: Balance::Mass, ..plain },
        SpreadSpec { balance: Balance::None, ..plain },
    ] {
        assert_ne!(spread(other), spread(plain), "{other:?}");
    }
}

/// More points than tasks have rows, and more than blocks of the search have.
#[test]
fn the_same_bits_with_any_number_of_threads() {
    let rows = scattered(1300, 4);
    let run = |threads| {
        pool(threads, || {
            let graph = Arc::new(built(&rows, 4, GraphSpec::default()));
            let told = taught(&[(0, 1), (7, 2), (90, 3), (1200, 2)]);
            let spread = graph.spread(rule(SpreadSpec::default()), &told).unwrap();
            (graph, spread)
        })
    };
    let one = run(1);
    assert!(one == run(2) && one == run(4));
}

/// A chain of pairs, each far from the next by its own measure: a label of 1 would have become 2·10⁻⁵⁹ at its end,
/// which single precision does not hold.
#[test]
fn a_label_does_not_fade_to_nothing() {
    let rows: Vec<f32> = (0..32).map(|i| (i / 2) as f32 * 1.32 + (i % 2) as f32 * 0.32).collect();
    let graph = built(&rows, 1, GraphSpec { neighbours: 2, scale: 1, ..spec() });
    let graph = Arc::new(graph);
    assert_eq!(graph.islands(), 1);
    let spread = graph.spread(rule(SpreadSpec::default()), &taught(&[(0, 3)])).unwrap();
    let last = spread.labels()[31].expect("it comes to the end");
    assert!(last.arrived >= 20, "{last:?}");
    assert_eq!((last.class, last.origin, spread.unlabelled()), (3, 0, 0));
}

/// No distance, so no scale; and some of them have a scale, but none of their own.
#[test]
fn equal_points_are_joined_as_well_as_can_be() {
    let graph = built(&[7_i16; 40], 1, spec());
    assert!((0..40).all(|point| graph.joined(point).count() >= 2));
    let mut rows = [7_i16; 40];
    rows[39] = 9;
    let graph = Arc::new(built(&rows, 1, spec()));
    let weights: Vec<f32> = graph.joined(39).map(|(_, weight)| weight).collect();
    assert!(weights.len() >= 2 && weights.iter().all(|&weight| weight > 0.0 && weight < 1e-3));
    let islands: BTreeSet<usize> = (0..40).map(|point| graph.island_of(point)).collect();
    assert_eq!(islands.len(), graph.islands());
    let spread = graph.spread(rule(SpreadSpec::default()), &taught(&[(0, 1)])).unwrap();
    assert!(spread.labels()[39].is_some(), "however far it is from its only neighbours");
}

#[test]
fn building_can_be_ended() {
    let rows = scattered(600, 2);
    let refs = References::new(&rows, 2, &[0; 600]).unwrap();
    let asked = AtomicUsize::new(0);
    let goes_on = |_: usize, _: usize| asked.fetch_add(1, Ordering::Relaxed) < 2;
    assert_eq!(Graph::build(refs, spec(), &goes_on).unwrap(), None);
}

#[test]
fn a_graph_knows_how_it_was_built_and_whether_it_has_points() {
    let graph = random(40, 2);
    assert_eq!((graph.spec(), graph.is_empty()), (spec(), false));
    let near = Near { scales: Vec::new(), radii: Vec::new(), sums: Vec::new() };
    assert!(Graph::of(spec(), Matrix::zero((0, 0)), near).is_empty());
}
