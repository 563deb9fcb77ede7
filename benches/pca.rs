//! Fitting three axes to embeddings of 588 numbers: 2,000 rows (a live refit) and 10,000 rows (the
//! whole reference set), on data whose variance falls off as it does for digits, and on noise,
//! where no axis stands out and the solver has its hardest time.

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use signalscape::analysis::Pca;
use std::hint::black_box;
use std::time::Duration;

const DIM: usize = 588;

/// Rows built from 40 hidden directions of falling strength, plus `noise` in every coordinate.
fn rows(n: usize, strength: f32, noise: f32) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut draw = |shape| Array2::from_shape_simple_fn(shape, || rng.random::<f32>() - 0.5);
    let directions = draw((40, DIM));
    let mut hidden = draw((n, 40));
    for (i, mut column) in hidden.columns_mut().into_iter().enumerate() {
        column *= strength * 0.93_f32.powi(i as i32);
    }
    hidden.dot(&directions) + draw((n, DIM)) * noise
}

fn fit(c: &mut Criterion) {
    let mut group = c.benchmark_group("pca_fit_3_of_588");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    for n in [2_000, 10_000] {
        for (name, strength, noise) in [("digits", 1.0, 0.3), ("noise", 0.0, 1.0)] {
            let data = rows(n, strength, noise);
            group.bench_function(format!("{name}/{n}"), |b| {
                b.iter(|| Pca::fit(black_box(data.view()), 3).unwrap());
            });
        }
    }
}

fn project(c: &mut Criterion) {
    let data = rows(2_000, 1.0, 0.3);
    let pca = Pca::fit(data.view(), 3).unwrap();
    let row = data.row(0);
    c.bench_function("pca_project3_of_588", |b| {
        b.iter(|| pca.project3(black_box(row).iter().copied()));
    });
}

criterion_group!(benches, fit, project);
criterion_main!(benches);
