//! Nearest neighbours among embeddings of 588 numbers: one query against 10,000 fixed-point
//! references (a digit drawn by hand), and 1,000 queries against 9,000 (a whole test set) on one
//! thread.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use signalscape::analysis::{Knn, KnnSpec, Metric, References};
use std::hint::black_box;
use std::time::Duration;

const DIM: usize = 588;
const METRICS: [(&str, Metric); 2] = [("euclidean", Metric::Euclidean), ("cosine", Metric::Cosine)];

fn knn(metric: Metric) -> Knn {
    Knn::try_from(KnnSpec { metric, ..KnnSpec::default() }).unwrap()
}

fn labels(n: usize) -> Vec<u8> {
    (0..n).map(|i| (i % 10) as u8).collect()
}

fn one(c: &mut Criterion) {
    const N: usize = 10_000;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let rows: Vec<i16> = (0..N * DIM).map(|_| rng.random_range(-2_000..2_000)).collect();
    let labels = labels(N);
    let refs = References::new(&rows, DIM, &labels).unwrap();
    let query: Vec<i16> = (0..DIM).map(|_| rng.random_range(-2_000..2_000)).collect();
    let mut group = c.benchmark_group("knn_one_in_10000_of_588_i16");
    group.throughput(Throughput::Elements(N as u64));
    for (name, metric) in METRICS {
        let knn = knn(metric);
        group.bench_function(name, |b| b.iter(|| knn.classify(refs, black_box(&query), None)));
    }
}

fn many(c: &mut Criterion) {
    const N: usize = 9_000;
    const QUERIES: usize = 1_000;
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut draw = |n: usize| (0..n * DIM).map(|_| rng.random::<f32>()).collect::<Vec<_>>();
    let (rows, queries) = (draw(N), draw(QUERIES));
    let labels = labels(N);
    let refs = References::new(&rows, DIM, &labels).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut group = c.benchmark_group("knn_1000_in_9000_of_588_f32");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    group.throughput(Throughput::Elements((N * QUERIES) as u64));
    for (name, metric) in METRICS {
        let knn = knn(metric);
        group.bench_function(name, |b| {
            b.iter(|| pool.install(|| knn.classify_many(refs, black_box(&queries), |_| None)));
        });
    }
}

criterion_group!(benches, one, many);
criterion_main!(benches);
