use super::super::knn::{KnnSpec, Voting};
use super::*;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DIM: usize = 60;
/// Beside nothing.
const ALONE: OtherDistances = OtherDistances { taught: f32::INFINITY, none: f32::INFINITY };

/// About normal, spread 1: twelve uniform ones.
fn normal(rng: &mut impl Rng) -> f32 {
    (0..12).map(|_| rng.random::<f32>()).sum::<f32>() - 6.0
}

/// A member of one of ten clusters: the strength of its ink varies threefold and scales both the
/// pattern and its variation, as a bold digit does.
fn member(rng: &mut impl Rng, centres: &[Vec<f32>]) -> (Vec<f32>, u8) {
    let label = rng.random_range(0..10);
    let ink = 0.5 + rng.random::<f32>();
    let row = centres[label].iter().map(|c| ink * (c + 0.5 * normal(rng))).collect();
    (row, label as u8)
}

struct Clusters {
    rows: Vec<f32>,
    labels: Vec<u8>,
    centres: Vec<Vec<f32>>,
    rng: ChaCha8Rng,
}

impl Clusters {
    fn new(n: usize) -> Self {
        Self::with_seed(n, 9)
    }
    fn with_seed(n: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let centres: Vec<Vec<f32>> =
            (0..10).map(|_| (0..DIM).map(|_| 3.0 * normal(&mut rng).abs()).collect()).collect();
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let (row, label) = member(&mut rng, &centres);
            rows.extend(row);
            labels.push(label);
        }
        Self { rows, labels, centres, rng }
    }
    fn refs(&self) -> References<'_, f32> {
        References::new(&self.rows, DIM, &self.labels).unwrap()
    }
}

fn knn(metric: Metric) -> Knn {
    Knn::try_from(KnnSpec { k: 5, metric, voting: Voting::default() }).unwrap()
}

/// Share of 1,000 drawn queries that are novel.
fn novel(
    world: &mut Clusters,
    metric: Metric,
    mut draw: impl FnMut(&mut ChaCha8Rng, &[Vec<f32>]) -> Vec<f32>,
) -> f64 {
    let mut rng = world.rng.clone();
    let queries: Vec<Vec<f32>> = (0..1000).map(|_| draw(&mut rng, &world.centres)).collect();
    world.rng = rng;
    let knn = knn(metric);
    let scale = NoveltyScale::fit(world.refs(), &knn, SAMPLE_MAX, &[]).unwrap();
    let verdicts = knn.classify_many(world.refs(), &queries.concat(), |_| None).unwrap();
    let novel = verdicts.iter().filter(|v| scale.assess(world.refs(), v, ALONE).unwrap().is_novel);
    novel.count() as f64 / 1000.0
}

/// A random direction, with the size of a member.
fn random_direction(rng: &mut ChaCha8Rng, centres: &[Vec<f32>]) -> Vec<f32> {
    let (like, _) = member(rng, centres);
    let row: Vec<f32> = (0..DIM).map(|_| normal(rng)).collect();
    let length = |row: &[f32]| row.iter().map(|x| x * x).sum::<f32>().sqrt();
    row.iter().map(|x| x * length(&like) / length(&row)).collect()
}

/// Over several worlds: the border is the third-largest of 300 scores, so a single fit scatters.
#[test]
fn members_are_hardly_ever_novel() {
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let shares: Vec<f64> = (0..10)
            .map(|seed| {
                let mut world = Clusters::with_seed(2000, seed);
                novel(&mut world, metric, |rng, centres| member(rng, centres).0)
            })
            .collect();
        let mean = shares.iter().sum::<f64>() / 10.0;
        assert!(mean < 0.015, "{metric:?}: {shares:?}");
        assert!(shares.iter().all(|&share| share < 0.03), "{metric:?}: {shares:?}");
    }
}

/// The price of the root: bolder than any reference is a little unusual, but familiar as a rule.
#[test]
fn most_bold_members_are_familiar() {
    let share = novel(&mut Clusters::new(2000), Metric::Euclidean, |rng, centres| {
        let label = rng.random_range(0..10);
        centres[label].iter().map(|c| 1.5 * (c + 0.5 * normal(rng))).collect()
    });
    assert!(share < 0.25, "{share}");
}

#[test]
fn random_directions_are_novel() {
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let share = novel(&mut Clusters::new(2000), metric, random_direction);
        assert!(share > 0.99, "{metric:?}: {share}");
    }
}

#[test]
fn far_points_are_novel() {
    let share = novel(&mut Clusters::new(2000), Metric::Euclidean, |rng, centres| {
        member(rng, centres).0.iter().map(|x| 5.0 * x).collect()
    });
    assert!(share > 0.99, "{share}");
}

/// Where members are as far from each other as from their mean, size alone would hide far points.
#[test]
fn far_points_are_novel_in_one_round_cloud_too() {
    let mut world = Clusters::new(0);
    world.rows = (0..1000 * DIM).map(|_| normal(&mut world.rng)).collect();
    world.labels = vec![0; 1000];
    let draw = |scale: f32| {
        move |rng: &mut ChaCha8Rng, _: &[Vec<f32>]| -> Vec<f32> {
            (0..DIM).map(|_| scale * normal(rng)).collect()
        }
    };
    let members = novel(&mut world, Metric::Euclidean, draw(1.0));
    assert!(members < 0.02, "{members}");
    let far = novel(&mut world, Metric::Euclidean, draw(4.0));
    assert!(far > 0.99, "{far}");
}

#[test]
fn the_blank_input_is_novel_where_no_member_is_faint() {
    let world = Clusters::new(2000);
    let knn = knn(Metric::Euclidean);
    let scale = NoveltyScale::fit(world.refs(), &knn, 300, &[]).unwrap();
    let blank = vec![0.0; DIM];
    let verdict = knn.classify(world.refs(), &blank, None).unwrap();
    let found = scale.assess(world.refs(), &verdict, ALONE).unwrap();
    assert!(found.is_novel && found.ratio.is_finite(), "{found:?}");
}

#[test]
fn quantiles_rise_and_fitting_repeats() {
    let world = Clusters::new(500);
    let scale = NoveltyScale::fit(world.refs(), &knn(Metric::Euclidean), 100, &[]).unwrap();
    let ScoreQuantiles { median, p95, p99 } = scale.quantiles();
    assert!(0.0 < median && median < p95 && p95 < p99);
    assert_eq!(scale, NoveltyScale::fit(world.refs(), &knn(Metric::Euclidean), 100, &[]).unwrap());
    assert_ne!(scale, NoveltyScale::fit(world.refs(), &knn(Metric::Euclidean), 99, &[]).unwrap());
}

#[test]
fn equal_references_know_only_themselves() {
    let (rows, labels) = ([7_i16; 20], [3; 10]);
    let refs = References::new(&rows, 2, &labels).unwrap();
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let knn = knn(metric);
        let scale = NoveltyScale::fit(refs, &knn, 10, &[]).unwrap();
        let assess =
            |q: &[i16]| scale.assess(refs, &knn.classify(refs, q, None).unwrap(), ALONE).unwrap();
        assert_eq!(assess(&[7, 7]), Familiarity { ratio: 0.0, is_novel: false, is_unusual: false });
        let far = Familiarity { ratio: f32::INFINITY, is_novel: true, is_unusual: true };
        assert_eq!(assess(&[9, 7]), far);
    }
}

#[test]
fn refuses_what_has_no_scale() {
    let (rows, labels) = ([1_i16, 2, 3, 4, 5, 6], [1; 6]);
    let refs = References::new(&rows, 1, &labels).unwrap();
    let knn = knn(Metric::Euclidean);
    for found in [0, 301] {
        assert_eq!(NoveltyScale::fit(refs, &knn, found, &[]), Err(NoveltyError::Sample { found }));
    }
    let few = References::new(&rows[..5], 1, &labels[..5]).unwrap();
    let error = Err(KnnError::KTooLarge { available: 4, found: 5 }.into());
    assert_eq!(NoveltyScale::fit(few, &knn, 9, &[]), error);
    let nobody = References::<i16>::new(&[], 1, &[]).unwrap();
    assert!(NoveltyScale::fit(nobody, &knn, 9, &[]).is_err());

    let scale = NoveltyScale::fit(refs, &knn, 9, &[]).unwrap();
    let mut verdict = knn.classify(refs, &[4], None).unwrap();
    verdict.neighbours.clear();
    assert_eq!(scale.assess(refs, &verdict, ALONE), Err(NoveltyError::NoNeighbours));
}

#[test]
fn what_is_nearer_to_what_is_none_is_novel_however_near_the_references_are() {
    let world = Clusters::new(1000);
    let knn = knn(Metric::Euclidean);
    let scale = NoveltyScale::fit(world.refs(), &knn, 300, &[]).unwrap();
    let query: Vec<f32> = world.refs().row(3).iter().map(|x| x + 0.01).collect();
    let verdict = knn.classify(world.refs(), &query, None).unwrap();
    let nearest = verdict.neighbours[0].distance;
    let assess =
        |none: f32| scale.assess(world.refs(), &verdict, OtherDistances { none, ..ALONE }).unwrap();
    assert!(!assess(f32::INFINITY).is_novel && !assess(2.0 * nearest).is_novel);
    assert!(assess(1.05 * nearest).is_novel && assess(0.5 * nearest).ratio > 2.0);
    let near = assess(1.2 * nearest);
    assert!(near.is_unusual && !near.is_novel, "nearly so near is unusual, and keeps its label");
    assert!(!assess(1.4 * nearest).is_unusual);
}

/// Where signs lie among the references, most of what comes lies near one: that says little then.
#[test]
fn signs_among_the_references_make_few_of_them_unusual() {
    let world = Clusters::new(1000);
    let knn = knn(Metric::Euclidean);
    let mut rng = world.rng.clone();
    let mut members = |count: usize| -> Vec<f32> {
        (0..count).flat_map(|_| member(&mut rng, &world.centres).0).collect()
    };
    let (signs, queries) = (members(300), members(1000));
    let scale = NoveltyScale::fit(world.refs(), &knn, 300, &signs).unwrap();
    let verdicts = knn.classify_many(world.refs(), &queries, |_| None).unwrap();
    let near = |query: usize| {
        let row = &queries[query * DIM..(query + 1) * DIM];
        to_none(Metric::Euclidean, row, &signs, DIM)
    };
    let share = |of: fn(Familiarity) -> bool, near: &dyn Fn(usize) -> f32| {
        let is_so = |(query, verdict): (usize, &Verdict)| {
            of(scale
                .assess(world.refs(), verdict, OtherDistances { none: near(query), ..ALONE })
                .unwrap())
        };
        verdicts.iter().enumerate().filter(|&of| is_so(of)).count() as f64 / 1000.0
    };
    let unusual = share(|found| found.is_unusual, &near);
    let novel = share(|found| found.is_novel, &near);
    assert!(unusual < 0.16 && novel < 0.05, "{unusual} unusual, {novel} novel");
    let as_near = (0..1000)
        .filter(|&query| verdicts[query].neighbours[0].distance * NONE_UNUSUAL > near(query));
    assert!(as_near.count() > 400, "by the margin alone, most would be");
}

#[test]
fn a_distance_is_divided_by_the_root_of_what_neighbours_are_apart() {
    // A right triangle: 3, 4 and 5 apart.
    let rows = [0.0_f32, 0.0, 3.0, 0.0, 0.0, 4.0];
    let refs = References::new(&rows, 2, &[0, 0, 0]).unwrap();
    let near = |indices: &[usize]| -> Vec<Neighbour> {
        let one = |&index: &usize| Neighbour { index, label: 0, distance: 1.0 };
        indices.iter().map(one).collect()
    };
    assert_eq!(divisor(refs, Metric::Euclidean, &near(&[0, 1, 2])), 2.0, "√((3 + 4 + 5) / 3)");
    assert_eq!(divisor(refs, Metric::Euclidean, &near(&[0, 2])), 2.0, "√4");
    assert_eq!(divisor(refs, Metric::Euclidean, &near(&[1])), 0.0);
}

#[test]
fn where_neighbours_are_equal_the_least_other_divisor_is_taken() {
    // The two nearest are 8, 12, 4 and 8 apart, and of the last three 0.
    let rows = [0_i16, 4, 12, 28, 1000, 1000, 1000];
    let refs = References::new(&rows, 1, &[0; 7]).unwrap();
    let knn = Knn::try_from(KnnSpec { k: 2, ..KnnSpec::default() }).unwrap();
    let scale = NoveltyScale::fit(refs, &knn, 7, &[]).unwrap();
    assert_eq!(scale.divisor_min, 2.0, "√4");
}

#[test]
fn what_lies_at_a_border_is_not_beyond_it() {
    let refs = References::new(&[0_i16], 1, &[0]).unwrap();
    let quantiles = ScoreQuantiles { median: 1.0, p95: 2.0, p99: 2.0 };
    let metric = Metric::Euclidean;
    let scale = NoveltyScale { metric, divisor_min: 1.0, quantiles, near_none: [0.5, 0.25] };
    let assess = |distance: f32, none: f32| {
        let neighbours = vec![Neighbour { index: 0, label: 0, distance }];
        let verdict = Verdict { label: 0, shares: vec![1.0], neighbours };
        let found = scale.assess(refs, &verdict, OtherDistances { none, ..ALONE }).unwrap();
        (found.ratio, found.is_novel, found.is_unusual)
    };
    assert_eq!(assess(2.0, f32::INFINITY), (1.0, false, false));
    assert_eq!(assess(2.5, f32::INFINITY), (1.25, true, true));
    assert_eq!(assess(2.0, 8.0), (1.0, false, false), "a quarter as far as what is none");
    assert!(assess(1.0, 3.0).2, "a third");
    assert_eq!(assess(1.0, 2.0), (1.0, false, true), "half as far");
    assert_eq!(assess(1.0, 1.0), (2.0, true, true));
}

#[test]
fn a_quantile_between_two_numbers_is_in_proportion() {
    let found = [0.0, 0.25, 0.5, 1.0].map(|share| quantile(&[1.0, 3.0, 7.0, 15.0], share));
    assert_eq!(found, [1.0, 2.5, 5.0, 15.0]);
    assert_eq!(quantile(&[4.0], PERCENTILE), 4.0);
}
