//! Whether results that were read can be.

use super::shares::{labels, shares_of};
use super::{Results, Row, Share};
use crate::data::CLASSES_MAX;
use crate::experiments::agree::same;
use crate::experiments::fields::{
    self, AMOUNT, Checked, DIMENSIONS_MAX, IMAGES_MAX, PERCENT, SHARE, count, hash, images, knn,
    model, names, number, tokens,
};

/// Whether they can be; they stand at that field.
pub(super) fn check(at: &str, run: &Results) -> Checked {
    let config = &run.config;
    model(&format!("{at}.config"), &config.preset, Some(&config.images))?;
    if let Some(asked) = &config.asked {
        images(&format!("{at}.config.asked"), asked)?;
    }
    knn(&format!("{at}.config.knn"), config.knn)?;
    tokens(&format!("{at}.config.tokens"), &config.tokens)?;
    count(&format!("{at}.config.dimensions"), config.dimensions, 1..=DIMENSIONS_MAX)?;
    count(&format!("{at}.references"), run.references, 1..=IMAGES_MAX)?;
    count(&format!("{at}.asked"), run.asked, 0..=IMAGES_MAX)?;
    let all = run.references + run.asked;
    let classes = run.class_count();
    count(&format!("{at}.rows[0].leave_one_out.per_class"), classes, 1..=CLASSES_MAX)?;
    names(&format!("{at}.classes"), run.classes.as_ref(), classes)?;
    fields::labels(&format!("{at}.truth"), &run.truth, all, classes)?;
    count(&format!("{at}.unseen"), run.unseen.len(), 0..=run.references)?;
    if let Some(&place) = run.unseen.iter().find(|&&place| place as usize >= run.references) {
        count(&format!("{at}.unseen"), place as usize, 0..=run.references - 1)?;
    }
    let rows = config.tokens.len() + if config.pixels { 2 } else { 0 };
    count(&format!("{at}.rows"), run.rows.len(), rows..=rows)?;
    for (i, row) in run.rows.iter().enumerate() {
        let at = format!("{at}.rows[{i}]");
        for (j, &share) in row.explained.iter().flatten().enumerate() {
            number(&format!("{at}.explained[{j}]"), f64::from(share), SHARE)?;
        }
        let shares = [
            ("leave_one_out", Some(&row.leave_one_out)),
            ("unseen", row.unseen.as_ref()),
            ("asked", row.asked.as_ref()),
        ];
        for (name, share) in shares {
            let Some(share) = share else { continue };
            number(&format!("{at}.{name}.percent"), share.percent, PERCENT)?;
            count(&format!("{at}.{name}.per_class"), share.per_class.len(), classes..=classes)?;
            for (digit, percent) in share.per_class.iter().enumerate() {
                let field = format!("{at}.{name}.per_class[{digit}]");
                number(&field, percent.unwrap_or(0.0), PERCENT)?;
            }
        }
        fields::labels(&format!("{at}.answers"), &row.answers, all, classes)?;
        with_answers(&at, run, row)?;
    }
    let cycles = &run.cycles;
    number(&format!("{at}.cycles.share"), cycles.share, SHARE)?;
    number(&format!("{at}.cycles.spikes"), cycles.spikes, AMOUNT)?;
    let commonest = cycles.commonest.map_or(0.0, |(_, share)| share);
    number(&format!("{at}.cycles.commonest[1]"), commonest, SHARE)?;
    number(&format!("{at}.cpu_ms"), run.cpu_ms.unwrap_or(0.0), AMOUNT)?;
    hash(&format!("{at}.paths_sha256"), &run.paths_sha256)?;
    hash(&format!("{at}.embeddings_sha256"), &run.embeddings_sha256)
}

/// The shares of a row are those of its answers, where those and what the images are were kept.
fn with_answers(at: &str, run: &Results, row: &Row) -> Checked {
    if run.truth.is_empty() || row.answers.is_empty() {
        return Ok(());
    }
    let [truth, answers] = [&run.truth, &row.answers].map(|digits| labels(digits));
    let [leave_one_out, unseen, asked] =
        shares_of(&truth, &answers, run.references, &run.unseen, row.leave_one_out.per_class.len());
    share(&format!("{at}.leave_one_out"), Some(&row.leave_one_out), leave_one_out.as_ref())?;
    // Results of before do not say which were unseen.
    if !run.unseen.is_empty() {
        share(&format!("{at}.unseen"), row.unseen.as_ref(), unseen.as_ref())?;
    }
    share(&format!("{at}.asked"), row.asked.as_ref(), asked.as_ref())
}

fn share(at: &str, found: Option<&Share>, of_answers: Option<&Share>) -> Checked {
    let (Some(found), Some(expected)) = (found, of_answers) else {
        let percent = |share: Option<&Share>| share.map(|share| share.percent);
        return same(at, "answers", percent(found), percent(of_answers));
    };
    let percent = [found.percent, expected.percent].map(Some);
    same(&format!("{at}.percent"), "answers", percent[0], percent[1])?;
    if found.per_class.len() != expected.per_class.len() {
        let (expected, found) = (expected.per_class.len(), found.per_class.len());
        return count(&format!("{at}.per_class"), found, expected..=expected);
    }
    let classes = found.per_class.iter().zip(&expected.per_class).enumerate();
    for (digit, (&found, &expected)) in classes {
        same(&format!("{at}.per_class[{digit}]"), "answers", found, expected)?;
    }
    Ok(())
}
