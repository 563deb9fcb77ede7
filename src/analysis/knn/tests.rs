use super::distance::{Point, distance};
use super::*;

#[test]
fn a_close_vote_has_a_runner_up() {
    let verdict = |label: u8, votes: &[(usize, f32)]| {
        let mut shares = vec![0.0; 10];
        votes.iter().for_each(|&(digit, share)| shares[digit] = share);
        Verdict { label, shares, neighbours: Vec::new() }
    };
    assert_eq!(verdict(1, &[(1, 0.6), (4, 0.3), (7, 0.1)]).runner_up(), Some(4));
    assert_eq!(verdict(4, &[(4, 0.4), (1, 0.3), (7, 0.3)]).runner_up(), Some(1));
    assert_eq!(verdict(1, &[(1, 0.8), (4, 0.2)]).runner_up(), None, "clear");
    assert_eq!(verdict(1, &[(1, 0.7), (4, 0.3)]).runner_up(), None, "no less than the border");
    assert_eq!(verdict(1, &[(1, 1.0)]).runner_up(), None, "unanimous");
}

use proptest::prelude::*;

const EVERY: [(Metric, Voting); 4] = [
    (Metric::Euclidean, Voting::DistanceWeighted),
    (Metric::Euclidean, Voting::Majority),
    (Metric::Cosine, Voting::DistanceWeighted),
    (Metric::Cosine, Voting::Majority),
];

fn knn(k: usize, metric: Metric, voting: Voting) -> Knn {
    Knn::try_from(KnnSpec { k, metric, voting }).unwrap()
}

/// The obvious distance, in f64.
fn plain(metric: Metric, a: &[f32], b: &[f32]) -> f64 {
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(&a, &b)| f(a.into(), b.into())).sum()
    };
    match metric {
        Metric::Euclidean => sum(&|a, b| (a - b) * (a - b)).sqrt(),
        Metric::Cosine => {
            let (aa, bb) = (sum(&|a, _| a * a), sum(&|_, b| b * b));
            match (aa == 0.0, bb == 0.0) {
                (true, true) => 0.0,
                (false, false) => 1.0 - sum(&|a, b| a * b) / (aa * bb).sqrt(),
                _ => 1.0,
            }
        }
    }
}

/// Bits of everything a verdict holds.
fn bits(verdict: &Verdict) -> (u8, Vec<u32>, Vec<(usize, u8, u32)>) {
    let near = |n: &Neighbour| (n.index, n.label, n.distance.to_bits());
    (
        verdict.label,
        verdict.shares.iter().map(|s| s.to_bits()).collect(),
        verdict.neighbours.iter().map(near).collect(),
    )
}

/// Dimension, references and queries as rows. Coarse grids give many duplicates and ties; a large
/// offset makes the matrix product lose digits; tiny numbers underflow.
fn points() -> impl Strategy<Value = (usize, Vec<f32>, Vec<f32>)> {
    let fine = -1.0_f32..1.0;
    let coarse = (-2_i8..3).prop_map(f32::from);
    let offset = (-3.0_f32..3.0).prop_map(|x| 1000.0 + x);
    let tight = (-4_i8..5).prop_map(|x| 4096.0 + f32::from(x) / 1024.0);
    let tiny = (-9_i8..10).prop_map(|x| f32::from(x) * 1e-23);
    let wild = (-1.0_f32..1.0, -24_i32..14).prop_map(|(x, e)| x * 10.0_f32.powi(e));
    let coordinate = prop_oneof![
        Just(fine.boxed()),
        Just(coarse.boxed()),
        Just(offset.boxed()),
        Just(tight.boxed()),
        Just(tiny.boxed()),
        Just(wild.boxed()),
    ];
    (coordinate, 1_usize..40, 2_usize..60, 0_usize..9).prop_flat_map(|(x, dim, n, m)| {
        let rows = prop::collection::vec(x.clone(), n * dim);
        (Just(dim), rows, prop::collection::vec(x, m * dim))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn many_equal_one_by_one_and_the_obvious_way(
        (dim, rows, fresh) in points(),
        labels in prop::collection::vec(0_u8..10, 60),
        k in 1_usize..9,
        which in 0_usize..4,
    ) {
        let n = rows.len() / dim;
        let refs = References::new(&rows, dim, &labels[..n]).unwrap();
        let (metric, voting) = EVERY[which];
        let k = k.min(n - 1);
        let knn = knn(k, metric, voting);
        // The references themselves, each without itself, and then queries of the same kind.
        let queries = [rows.as_slice(), fresh.as_slice()].concat();
        let exclude = |i: usize| (i < n).then_some(i);
        let many = knn.classify_many(refs, &queries, exclude).unwrap();
        prop_assert_eq!(many.len(), queries.len() / dim);
        for (i, (query, verdict)) in queries.chunks_exact(dim).zip(&many).enumerate() {
            let one = knn.classify(refs, query, exclude(i)).unwrap();
            prop_assert_eq!(bits(&one), bits(verdict));

            // Brute force over the very same distances: sort all, take k.
            let point = Point::new(query);
            let mut all: Vec<(f32, usize)> = (0..n)
                .filter(|&j| exclude(i) != Some(j))
                .map(|j| (distance(metric, &point, refs.row(j)), j))
                .collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let found: Vec<(f32, usize)> =
                verdict.neighbours.iter().map(|n| (n.distance, n.index)).collect();
            prop_assert_eq!(&found[..], &all[..k]);

            let sum: f32 = verdict.shares.iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-5, "shares sum to {}", sum);
            let largest = verdict.shares.iter().copied().fold(0.0, f32::max);
            prop_assert_eq!(verdict.shares[usize::from(verdict.label)], largest);
        }
    }

    #[test]
    fn of_each_are_those_of_one_by_one(
        (dim, rows, _) in points(),
        k in 1_usize..9,
        which in 0_usize..4,
    ) {
        let n = rows.len() / dim;
        let labels: Vec<u8> = (0..n).map(|i| (i % 10) as u8).collect();
        let refs = References::new(&rows, dim, &labels).unwrap();
        let knn = knn(k.min(n - 1), EVERY[which].0, EVERY[which].1);
        let each = knn.nearest_of_each(refs, &|_, _| true).unwrap().unwrap();
        prop_assert_eq!(each.len(), n);
        for (i, found) in each.iter().enumerate() {
            prop_assert_eq!(found, &knn.classify(refs, refs.row(i), Some(i)).unwrap().neighbours);
        }
    }

    #[test]
    fn distances_are_those_of_double_precision(
        a in prop::collection::vec(-100.0_f32..100.0, 1..80),
        b in prop::collection::vec(-100.0_f32..100.0, 80),
    ) {
        let b = &b[..a.len()];
        for metric in [Metric::Euclidean, Metric::Cosine] {
            let (found, expected) = (distance(metric, &Point::new(&a), b), plain(metric, &a, b));
            let off = (f64::from(found) - expected).abs();
            prop_assert!(off <= 1e-5 * (1.0 + expected), "{} {}", found, expected);
        }
    }

    /// Fixed point and the same numbers as `f32` are the same points.
    #[test]
    fn i16_equals_f32(
        rows in prop::collection::vec(any::<i16>(), 20 * 6),
        query in prop::collection::vec(any::<i16>(), 6),
        which in 0_usize..4,
    ) {
        let labels: Vec<u8> = (0..20).map(|i| i % 10).collect();
        let floats = |x: &[i16]| x.iter().map(|&x| f32::from(x)).collect::<Vec<_>>();
        let (float_rows, float_query) = (floats(&rows), floats(&query));
        let knn = knn(3, EVERY[which].0, EVERY[which].1);
        let fixed = References::new(&rows, 6, &labels).unwrap();
        let float = References::new(&float_rows, 6, &labels).unwrap();
        let a = knn.classify(fixed, &query, Some(4)).unwrap();
        let b = knn.classify(float, &float_query, Some(4)).unwrap();
        prop_assert_eq!(bits(&a), bits(&b));
    }
}

/// 700 × 33 numbers on a coarse grid: several blocks of queries and of references, many ties.
fn grid() -> (Vec<i16>, Vec<u8>) {
    let rows = (0..700 * 33_u64).map(|i| ((i * i * 2_654_435_761) >> 13) as i16 % 4).collect();
    (rows, (0..700).map(|i| (i * 7 % 10) as u8).collect())
}

#[test]
fn candidates_are_few_and_hold_the_nearest() {
    let rows: Vec<f32> = (0..3000 * 24).map(|i| libm::sinf(i as f32 * i as f32)).collect();
    let labels = vec![0; 3000];
    let refs = References::new(&rows, 24, &labels).unwrap();
    let norms: Vec<f64> = (0..3000).map(|i| f64::from(distance::norm2(refs.row(i)))).collect();
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let knn = knn(5, metric, Voting::Majority);
        let query: Vec<f32> = (0..24).map(|i| libm::cosf(i as f32)).collect();
        let products = batch::products(refs, &query);
        let candidates = knn.candidates(&query, &norms, &products, None);
        for near in knn.classify(refs, &query, None).unwrap().neighbours {
            assert!(candidates.contains(&near.index), "{metric:?} lost {near:?}");
        }
        assert!(candidates.len() < 20, "{metric:?} kept {} of 3000", candidates.len());
    }
}

#[test]
fn threads_change_no_bit() {
    let (rows, labels) = grid();
    let refs = References::new(&rows, 33, &labels).unwrap();
    for (metric, voting) in EVERY {
        let knn = knn(5, metric, voting);
        let run = |threads| -> Vec<_> {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let verdicts = pool.install(|| knn.classify_many(refs, &rows, Some)).unwrap();
            verdicts.iter().map(bits).collect()
        };
        let (one, four) = (run(1), run(4));
        assert_eq!(one.len(), 700);
        assert!(one == four, "{metric:?} {voting:?}");
        for i in (0..700).step_by(37) {
            assert_eq!(bits(&knn.classify(refs, refs.row(i), Some(i)).unwrap()), one[i]);
        }
    }
}

/// Three blocks, so that there are pairs within blocks, between them and in a block that is not full, and many ties.
#[test]
fn of_each_across_blocks_with_any_threads() {
    let (rows, labels) = grid();
    let refs = References::new(&rows, 33, &labels).unwrap();
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let knn = knn(20, metric, Voting::Majority);
        let many = knn.classify_many(refs, &rows, Some).unwrap();
        let expected: Vec<_> = many.into_iter().map(|verdict| verdict.neighbours).collect();
        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let each = pool.install(|| knn.nearest_of_each(refs, &|_, _| true)).unwrap().unwrap();
            assert!(each == expected, "{metric:?}, {threads} threads");
        }
    }
}

/// All references alike: none can be excluded by a bound, and each is still given the first others.
#[test]
fn of_each_where_all_are_alike() {
    let (rows, labels) = (vec![3_i16; 600 * 2], vec![7; 600]);
    let refs = References::new(&rows, 2, &labels).unwrap();
    let knn = knn(3, Metric::Euclidean, Voting::Majority);
    let each = knn.nearest_of_each(refs, &|_, _| true).unwrap().unwrap();
    let of = |i: usize| each[i].iter().map(|near| near.index).collect::<Vec<_>>();
    assert_eq!((of(0), of(1), of(599)), (vec![1, 2, 3], vec![0, 2, 3], vec![0, 1, 2]));
}

#[test]
fn a_search_of_each_tells_how_far_it_is_and_can_be_ended() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (rows, labels) = grid();
    let refs = References::new(&rows, 33, &labels).unwrap();
    let knn = knn(5, Metric::Euclidean, Voting::Majority);
    let asked = AtomicUsize::new(0);
    let last = AtomicUsize::new(0);
    let run = |most: usize| {
        asked.store(0, Ordering::Relaxed);
        let goes_on = |done: usize, all: usize| {
            assert!(done <= all && all == 6, "three blocks are six squares: {done} of {all}");
            last.store(done, Ordering::Relaxed);
            asked.fetch_add(1, Ordering::Relaxed) < most
        };
        knn.nearest_of_each(refs, &goes_on).unwrap()
    };
    let whole = run(usize::MAX).expect("nobody ends it");
    assert_eq!((whole.len(), last.load(Ordering::Relaxed)), (700, 6));
    let all = asked.load(Ordering::Relaxed);
    for most in 0..all {
        assert_eq!(run(most), None, "{most} of {all}");
    }
    let error = KnnError::KTooLarge { available: 699, found: 700 };
    let too_many = Knn::try_from(KnnSpec { k: 700, ..KnnSpec::default() }).unwrap();
    assert_eq!(too_many.nearest_of_each(refs, &|_, _| true), Err(error));
}

#[test]
fn a_point_never_votes_for_itself() {
    let (rows, labels) = ([0_i16, 10, 11, 12], [1, 2, 2, 2]);
    let refs = References::new(&rows, 1, &labels).unwrap();
    let knn = knn(1, Metric::Euclidean, Voting::DistanceWeighted);
    assert_eq!(knn.classify(refs, &[0], None).unwrap().label, 1);
    let verdict = knn.classify(refs, &[0], Some(0)).unwrap();
    assert_eq!((verdict.label, verdict.neighbours[0].index), (2, 1));
}

#[test]
fn equal_distances_are_ordered_by_index() {
    let (rows, labels) = ([5_i16, 3, 5, 3, 4], [9, 8, 7, 6, 5]);
    let refs = References::new(&rows, 1, &labels).unwrap();
    let verdict = knn(4, Metric::Euclidean, Voting::Majority).classify(refs, &[4], None).unwrap();
    let order: Vec<usize> = verdict.neighbours.iter().map(|n| n.index).collect();
    assert_eq!(order, [4, 0, 1, 2]);
}

#[test]
fn vectors_of_zeros_under_cosine() {
    let rows = [0.0_f32, 0.0, 1.0, 0.0, 0.0, 0.0, -1.0, 0.0];
    let refs = References::new(&rows, 2, &[0, 1, 2, 3]).unwrap();
    let knn = knn(4, Metric::Cosine, Voting::DistanceWeighted);
    let queries = [0.0_f32, 0.0, 2.0, 0.0];
    let many = knn.classify_many(refs, &queries, |_| None).unwrap();
    let found: Vec<Vec<(usize, f32)>> =
        many.iter().map(|v| v.neighbours.iter().map(|n| (n.index, n.distance)).collect()).collect();
    assert_eq!(found[0], [(0, 0.0), (2, 0.0), (1, 1.0), (3, 1.0)]);
    assert_eq!(found[1], [(1, 0.0), (0, 1.0), (2, 1.0), (3, 2.0)]);
    assert_eq!((many[0].shares[0], many[0].shares[2]), (0.5, 0.5));
}

#[test]
fn refuses_what_cannot_be_searched() {
    assert_eq!(Knn::try_from(KnnSpec { k: 0, ..Default::default() }), Err(KnnError::KZero));
    let rows = [1.0_f32, 2.0, 3.0, 4.0];
    let new = |rows: &[f32], dim: usize, labels: &[u8]| {
        References::new(rows, dim, labels).map(|_| ()).unwrap_err()
    };
    assert_eq!(new(&rows, 0, &[1, 2]), KnnError::DimZero);
    assert_eq!(new(&rows, 2, &[1, 64]), KnnError::Label { index: 1, found: 64 });
    let length = KnnError::Length { field: "references.rows", expected: 6, found: 4 };
    assert_eq!(new(&rows, 2, &[1, 2, 3]), length);
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.1e15] {
        let error = new(&[1.0, bad], 1, &[1, 2]).to_string();
        assert!(error.starts_with("knn.references.rows[1]: expected a number"), "{error}");
    }

    let refs = References::new(&rows, 2, &[1, 2]).unwrap();
    let two = knn(2, Metric::Euclidean, Voting::Majority);
    // One query and many say the same.
    for (query, exclude, expected) in [
        (vec![1.0, 2.0], Some(0), KnnError::KTooLarge { available: 1, found: 2 }),
        (vec![1.0, 2.0], Some(2), KnnError::Exclude { available: 2, found: 2 }),
    ] {
        assert_eq!(two.classify(refs, &query, exclude), Err(expected.clone()));
        assert_eq!(two.classify_many(refs, &query, |_| exclude), Err(expected));
    }
    let length = |field, expected, found| KnnError::Length { field, expected, found };
    assert_eq!(two.classify(refs, &[1.0], None), Err(length("query", 2, 1)));
    assert_eq!(two.classify_many(refs, &[1.0; 3], |_| None), Err(length("queries", 4, 3)));
    let error = two.classify(refs, &[1.0, f32::NAN], None).unwrap_err().to_string();
    assert!(error.starts_with("knn.query[1]: expected a number of magnitude"), "{error}");
    assert!(two.classify_many(refs, &[1.0, f32::NAN], |_| None).is_err());

    let nobody = References::<i16>::new(&[], 3, &[]).unwrap();
    let error = two.classify(nobody, &[1, 2, 3], None);
    assert_eq!(error, Err(KnnError::KTooLarge { available: 0, found: 2 }));
}

#[test]
fn the_spec_reads_partly_and_strictly() {
    let read = serde_json::from_str::<KnnSpec>;
    assert_eq!(read("{}").unwrap(), KnnSpec::default());
    let spec = read(r#"{"metric":"cosine","voting":"majority"}"#).unwrap();
    let expected = KnnSpec { k: 5, metric: Metric::Cosine, voting: Voting::Majority };
    assert_eq!(spec, expected);
    assert!(read(r#"{"neighbors":3}"#).is_err());
}

#[test]
fn references_know_whether_there_are_any() {
    assert!(References::<i16>::new(&[], 3, &[]).unwrap().is_empty());
    assert!(!References::new(&[1_i16, 2, 3], 3, &[4]).unwrap().is_empty());
}
