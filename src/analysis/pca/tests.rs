use super::*;
use ndarray::{Array1, array};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// n × d of falling variance: column j has a spread of about 0.9^j, mixed by a fixed rotation-free
/// blend, and a mean far from 0.
fn cloud(n: usize, dim: usize, seed: u64) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = Array2::from_shape_fn((n, dim), |(_, j)| {
        (rng.random::<f32>() - 0.5) * 0.8_f32.powi(j as i32 % 40)
    });
    for mut row in rows.rows_mut() {
        for j in 1..dim {
            row[j] += 0.3 * row[j - 1];
        }
        row += 5.0;
    }
    rows
}

/// The obvious way: covariance in f64, power iteration, deflation.
fn by_power_iteration(rows: &Array2<f32>, count: usize) -> (Array2<f64>, Vec<f64>) {
    let mut data = rows.mapv(f64::from);
    let mean = data.mean_axis(Axis(0)).unwrap();
    data -= &mean;
    let mut covariance = data.t().dot(&data);
    let total = covariance.diag().sum();
    let mut axes = Array2::zeros((count, rows.ncols()));
    let mut ratios = Vec::new();
    for mut axis in axes.rows_mut() {
        let mut v = Array1::from_shape_fn(rows.ncols(), |j| 1.0 + 0.1 * (j as f64).sin());
        for _ in 0..4000 {
            v = covariance.dot(&v);
            v /= v.dot(&v).sqrt();
        }
        let variance = v.dot(&covariance.dot(&v));
        for ((i, j), c) in covariance.indexed_iter_mut() {
            *c -= variance * v[i] * v[j];
        }
        ratios.push(variance / total);
        axis.assign(&v);
    }
    (axes, ratios)
}

#[test]
fn equals_power_iteration_on_the_covariance() {
    // Tall and wide, dense and iterative.
    for (n, dim, count) in [(300, 7, 3), (500, 90, 3), (40, 120, 3), (70, 90, 4), (60, 60, 2)] {
        let rows = cloud(n, dim, 7);
        let pca = Pca::fit(rows.view(), count).unwrap();
        let (axes, ratios) = by_power_iteration(&rows, count);
        for (i, ratio) in ratios.iter().enumerate() {
            let cosine = pca.components().row(i).mapv(f64::from).dot(&axes.row(i));
            assert!(cosine.abs() > 1.0 - 1e-5, "{n}x{dim} axis {i}: cosine {cosine}");
            let found = f64::from(pca.explained_variance_ratio()[i]);
            assert!((found - ratio).abs() < 1e-5, "{n}x{dim} axis {i}: {found}, {ratio}");
        }
    }
}

#[test]
fn every_small_shape_is_solved_and_orthonormal() {
    for n in 2..=60 {
        for dim in [1, 2, 3, 5, 17, 47, 60] {
            let rows = cloud(n, dim, n as u64);
            for count in [1, (n - 1).min(dim).min(3), (n - 1).min(dim)] {
                let pca = Pca::fit(rows.view(), count).unwrap();
                let gram = pca.components().dot(&pca.components().t());
                for ((i, j), &x) in gram.indexed_iter() {
                    assert!((x - if i == j { 1.0 } else { 0.0 }).abs() < 1e-5, "{n}x{dim}: {gram}");
                }
                let sum: f32 = pca.explained_variance_ratio().iter().sum();
                assert!(sum <= 1.0 + 1e-5, "{sum}");
                if count == (n - 1).min(dim) {
                    assert!((sum - 1.0).abs() < 1e-4, "all axes hold all variance, found {sum}");
                }
            }
        }
    }
}

#[test]
fn scale_order_and_repetition_change_nothing() {
    let rows = cloud(400, 80, 3);
    let pca = Pca::fit(rows.view(), 3).unwrap();
    assert_eq!(pca, Pca::fit(rows.view(), 3).unwrap(), "same input, same bits");
    let back_to_front = rows.slice_axis(Axis(0), Slice::from(..).step_by(-1));
    let big = rows.mapv(|x| x * 1e6);
    let small = rows.mapv(|x| x * 1e-6);
    for other in [back_to_front, big.view(), small.view()] {
        let other = Pca::fit(other, 3).unwrap();
        for (a, b) in pca.components().iter().zip(other.components()) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
        for (a, b) in pca.explained_variance_ratio().iter().zip(other.explained_variance_ratio()) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }
}

#[test]
fn rows_on_a_line_leave_two_axes_without_variance() {
    for dim in [4, 100] {
        let rows = Array2::from_shape_fn((200, dim), |(i, j)| (i * (j + 1)) as f32);
        let pca = Pca::fit(rows.view(), 3).unwrap();
        assert!((pca.explained_variance_ratio()[0] - 1.0).abs() < 1e-6);
        assert!(pca.explained_variance_ratio()[1..].iter().all(|r| r.abs() < 1e-6));
        let gram = pca.components().dot(&pca.components().t());
        assert!((gram - Array2::<f32>::eye(3)).iter().all(|x| x.abs() < 1e-5));
    }
}

#[test]
fn projection_is_the_definition_and_has_one_value() {
    let rows = cloud(50, 9, 1);
    let pca = Pca::fit(rows.view(), 4).unwrap();
    let row = rows.row(11);
    let mut out = [0.0; 4];
    pca.project(row.as_slice().unwrap(), &mut out);
    let expected = pca.components().dot(&(&row - &Array1::from(pca.mean().to_vec())));
    assert!(out.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-5));
    assert_eq!(pca.project3(row.iter().copied()), out[..3]);
    let flat = Pca::fit(rows.view(), 1).unwrap();
    assert_eq!(flat.project3(row.iter().copied())[1..], [0.0, 0.0]);
}

#[test]
fn the_largest_coordinate_is_positive() {
    let pca = Pca::fit(cloud(100, 60, 5).view(), 3).unwrap();
    for axis in pca.components().rows() {
        let largest =
            axis.iter().copied().fold(0.0_f32, |a, x| if x.abs() > a.abs() { x } else { a });
        assert!(largest > 0.0);
    }
}

fn assert_alike(found: &Pca, expected: &Pca) {
    for (a, b) in found.components().iter().zip(expected.components()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
    for (a, b) in found.explained_variance_ratio().iter().zip(expected.explained_variance_ratio()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn alignment_undoes_swaps_and_flips() {
    let pca = Pca::fit(cloud(300, 12, 2).view(), 3).unwrap();
    let shuffled = Pca {
        mean: pca.mean.clone(),
        components: [(2, -1.0), (0, 1.0), (1, -1.0)]
            .iter()
            .flat_map(|&(i, sign)| pca.components().row(i).mapv(|x| x * sign).to_vec())
            .collect(),
        explained_variance_ratio: [2, 0, 1].map(|i| pca.explained_variance_ratio[i]).to_vec(),
    };
    assert_ne!(shuffled, pca);
    assert_alike(&shuffled.clone().aligned_to(&pca), &pca);
    assert_alike(&pca.clone().aligned_to(&shuffled), &shuffled);
    // Nothing to match.
    let line = Pca::fit(cloud(300, 12, 2).view(), 1).unwrap();
    assert_eq!(shuffled.clone().aligned_to(&line), shuffled);
    let other = Pca::fit(cloud(300, 5, 2).view(), 3).unwrap();
    assert_eq!(pca.clone().aligned_to(&other), pca);
}

/// Two axes of the same variance may come out at any angle: what was seen before decides.
#[test]
fn alignment_turns_axes_back_within_their_plane() {
    let rows = cloud(300, 12, 2);
    let pca = Pca::fit(rows.view(), 3).unwrap();
    let (sin, cos) = 0.7_f32.sin_cos();
    let turn = array![[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, -1.0]];
    let turned =
        Pca { components: turn.dot(&pca.components()).iter().copied().collect(), ..pca.clone() };
    let found = pca.clone().aligned_to(&turned);
    for (a, b) in found.components().iter().zip(turned.components()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
    // Its variances are those that the data have along the axes as they are now.
    let mut data = rows.mapv(f64::from);
    data -= &data.mean_axis(ndarray::Axis(0)).unwrap();
    let total: f64 = data.iter().map(|x| x * x).sum();
    for (axis, ratio) in found.components().rows().into_iter().zip(found.explained_variance_ratio())
    {
        let along = data.dot(&axis.mapv(f64::from)).mapv(|x| x * x).sum() / total;
        assert!((along - f64::from(*ratio)).abs() < 1e-5, "{along} {ratio}");
    }
    // The nearest axes there are: a new fit to other rows stays the same way round.
    let later = Pca::fit(cloud(600, 12, 3).view(), 3).unwrap();
    let flipped =
        Pca { components: later.components().iter().map(|x| -x).collect(), ..later.clone() };
    assert_alike(&later.aligned_to(&turned), &flipped.aligned_to(&turned));
}

#[test]
fn survives_storage_and_refuses_damage() {
    let pca = Pca::fit(cloud(30, 5, 2).view(), 2).unwrap();
    let text = serde_json::to_string(&pca).unwrap();
    assert_eq!(serde_json::from_str::<Pca>(&text).unwrap(), pca);
    let cut = r#"{"mean":[0,0],"components":[1,0,0],"explained_variance_ratio":[0.5,0.5]}"#;
    let error = serde_json::from_str::<Pca>(cut).unwrap_err().to_string();
    assert!(error.contains("pca.components: expected 4 finite numbers, found 3"), "{error}");
    let empty = r#"{"mean":[],"components":[],"explained_variance_ratio":[]}"#;
    assert!(serde_json::from_str::<Pca>(empty).is_err());
}

#[test]
fn stored_numbers_are_as_many_as_they_should_be_and_all_finite() {
    let stored = |mean: &[f32], components: &[f32]| {
        let (mean, components) = (mean.to_vec(), components.to_vec());
        Pca::try_from(Stored { mean, components, explained_variance_ratio: vec![0.5] })
    };
    assert!(stored(&[1.0, 2.0], &[0.6, 0.8]).is_ok());
    for (mean, components, field, found) in [
        ([1.0, f32::NAN], &[0.6, 0.8][..], "mean", 1),
        ([1.0, 2.0], &[f32::INFINITY, 0.8], "components", 1),
        ([1.0, 2.0], &[0.6, 0.8, f32::NAN], "components", 2),
    ] {
        let refused = PcaError::Stored { field, expected: 2, found };
        assert_eq!(stored(&mean, components), Err(refused));
    }
}

#[test]
fn axes_that_are_no_eigenvectors_are_refused() {
    assert_eq!(check_residual(0.0), Ok(()));
    assert_eq!(check_residual(0.9e-8), Ok(()), "9 millionths of the variance");
    for bad in [1.1e-8, 1e-6, 1.0, f64::INFINITY, f64::NAN] {
        let error = check_residual(bad).unwrap_err().to_string();
        assert!(error.starts_with("pca.solver: expected a residual of at most 1e-5"), "{error}");
    }
}

/// With 1e20 beside it a spread of 1e6 is lost.
#[test]
fn rows_differ_by_more_than_a_hundred_trillionth_of_their_size() {
    let apart = |by: f32| Pca::fit(array![[1e20, 0.0], [1e20, 2.0 * by]].view(), 1);
    assert_eq!(apart(5e5), Err(PcaError::NoVariance));
    let found = apart(5e6).unwrap();
    assert!((found.explained_variance_ratio()[0] - 1.0).abs() < 1e-6);
}

#[test]
fn refuses_what_has_no_axes() {
    let rows = array![[1.0_f32, 2.0], [3.0, 4.0], [5.0, 7.0]];
    let fit = |rows: &Array2<f32>, k| Pca::fit(rows.view(), k).unwrap_err();
    assert_eq!(fit(&array![[1.0, 2.0]], 1), PcaError::TooFewRows { found: 1 });
    assert_eq!(fit(&Array2::zeros((0, 2)), 1), PcaError::TooFewRows { found: 0 });
    assert_eq!(fit(&rows, 0), PcaError::Components { found: 0, max: 2 });
    assert_eq!(fit(&rows, 3), PcaError::Components { found: 3, max: 2 });
    let wide = array![[1.0, 2.0, 3.0], [3.0, 4.0, 6.0]];
    assert_eq!(fit(&wide, 2), PcaError::Components { found: 2, max: 1 });
    assert_eq!(fit(&Array2::zeros((3, 0)), 1), PcaError::Components { found: 1, max: 0 });
    assert_eq!(fit(&Array2::from_elem((9, 4), 0.1), 1), PcaError::NoVariance);
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut rows = rows.clone();
        rows[[2, 1]] = bad;
        let error = fit(&rows, 1).to_string();
        assert!(error.starts_with("pca.rows[2][1]: expected a finite number, found"), "{error}");
    }
}
