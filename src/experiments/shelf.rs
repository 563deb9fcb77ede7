//! Finished runs, remembered: a folder each, with a `results.json` as `--out` writes it, so that every command
//! that reads results reads them too.

use super::weights::Results;
use crate::data::plainly;
use crate::experiments::files::{OutputError, RESULTS, write_whole};
use crate::experiments::report::{Experiment, Report};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// So many are listed, the newest first.
const LISTED_MAX: usize = 200;
/// Runs of one network that were finished in one second.
const ALIKE_MAX: usize = 100;

/// Where finished runs are remembered. Nothing is read, written or created until it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
}

/// A run that is remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct ShelvedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// When it was finished, such as `2026-11-25 18:17` UTC.
    pub finished: String,
    /// What it gave.
    pub results: Results,
}

/// A folder of a run whose results cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Its folder.
    pub folder: PathBuf,
    /// When it was finished, such as `2026-11-25 18:17` UTC.
    pub finished: String,
    /// Why, in words.
    pub why: String,
}

impl Shelf {
    /// The user's place for this program's data; `None` where the system names no home.
    pub fn default_folder() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "signalscape")?;
        Some(folders.data_dir().join("runs"))
    }

    /// A shelf in `folder`, which need not exist.
    pub fn open(folder: PathBuf) -> Shelf {
        Shelf { folder }
    }

    /// Remembers a run that was finished at a time.
    ///
    /// # Errors
    /// What the system said.
    pub fn put(&self, results: &Results, finished: SystemTime) -> Result<ShelvedRun, OutputError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| OutputError::folder(&path, error)
        };
        std::fs::create_dir_all(&self.folder).map_err(failed(&self.folder))?;
        let time = Time::of(finished);
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let preset = results.config.preset.name.chars().take(40).map(plain);
        let stem = format!("{}-{}", time.name(), preset.collect::<String>());
        let report = Report {
            runs: vec![results.clone()],
            ..Report::new(Experiment::Weights, "signalscape, in its window".into())
        };
        let json = report.to_json(true).map_err(|error| failed(&self.folder)(error.into()))?;
        for number in 1..=ALIKE_MAX {
            let folder = self.folder.join(if number == 1 {
                stem.clone()
            } else {
                format!("{stem}-{number}")
            });
            match std::fs::create_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                other => other.map_err(failed(&folder))?,
            }
            let written = write_whole(&folder.join(RESULTS), &json);
            if written.is_err() {
                let _ = std::fs::remove_dir(&folder);
            }
            written?;
            let (finished, results) = (time.words(), results.clone());
            return Ok(ShelvedRun { folder, finished, results });
        }
        Err(failed(&self.folder.join(stem))(io::ErrorKind::AlreadyExists.into()))
    }

    /// The newest runs, and those that cannot be read.
    ///
    /// # Errors
    /// In words why the shelf itself cannot be.
    pub fn list(&self) -> Result<(Vec<ShelvedRun>, Vec<Damaged>), String> {
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Default::default()),
            Err(error) => return Err(OutputError::folder(&self.folder, error).to_string()),
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if let Some(name) = name.to_str().filter(|name| Time::read(name).is_some()) {
                found.push((name.to_owned(), entry.path()));
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        let (mut runs, mut damaged) = (Vec::new(), Vec::new());
        for (name, folder) in found.into_iter().take(LISTED_MAX) {
            let Some(time) = Time::read(&name) else { continue };
            if !folder.join(RESULTS).exists() {
                continue; // somebody keeps something else in the folder of a run that is forgotten
            }
            let finished = time.words();
            match Report::read(&folder) {
                Ok(report) => runs.extend(report.runs.into_iter().map(|results| ShelvedRun {
                    folder: folder.clone(),
                    finished: finished.clone(),
                    results,
                })),
                Err(error) => damaged.push(Damaged { folder, finished, why: error.to_string() }),
            }
        }
        Ok((runs, damaged))
    }

    /// Forgets a run. Whatever else somebody put in its folder stays.
    ///
    /// # Errors
    /// What the system said.
    pub fn remove(&self, folder: &Path) -> Result<(), OutputError> {
        let path = folder.join(RESULTS);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(OutputError::Io { path, source: plainly(error, "file") });
            }
            _ => {}
        }
        let _ = std::fs::remove_dir(folder);
        Ok(())
    }
}

/// A moment to the second, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    date: [u64; 3],
    clock: [u64; 3],
}

impl Time {
    fn of(time: SystemTime) -> Time {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let seconds = since.as_secs();
        Time {
            date: date(seconds / 86_400),
            clock: [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60],
        }
    }

    /// The start of a folder's name; later ones come later in the alphabet.
    fn name(self) -> String {
        let ([year, month, day], [hour, minute, second]) = (self.date, self.clock);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}Z")
    }

    fn read(name: &str) -> Option<Time> {
        let (date, clock) = name.split_once('Z')?.0.split_once('T')?;
        let three = |text: &str| -> Option<[u64; 3]> {
            let numbers: Option<Vec<u64>> = text.split('-').map(|part| part.parse().ok()).collect();
            numbers?.try_into().ok()
        };
        let time = Time { date: three(date)?, clock: three(clock)? };
        name.starts_with(&time.name()).then_some(time)
    }

    fn words(self) -> String {
        let ([year, month, day], [hour, minute, _]) = (self.date, self.clock);
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
    }
}

/// Year, month and day of a day since 1970-01-01: in eras of 400 years that begin on a 1 March.
fn date(day: u64) -> [u64; 3] {
    let day = day + 719_468; // since 0000-03-01
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    [year, month, of_year - (153 * from_march + 2) / 5 + 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Source;
    use crate::experiments::life::Run;
    use crate::experiments::weights::{Config, Prepared};
    use crate::sim::Preset;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn days_have_their_dates() {
        for (day, expected) in [
            (0, [1970, 1, 1]),
            (59, [1970, 3, 1]),
            (11_016, [2000, 2, 29]),
            (11_017, [2000, 3, 1]),
            (20_782, [2026, 11, 25]),
            (47_540, [2100, 2, 28]),
            (47_541, [2100, 3, 1]),
        ] {
            assert_eq!(date(day), expected, "{day}");
        }
        let time = Time::of(SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_630_650));
        assert_eq!(time.name(), "2026-11-25T18-17-30Z");
        assert_eq!(Time::read("2026-11-25T18-17-30Z-weights-196"), Some(time));
        assert_eq!(time.words(), "2026-11-25 18:17");
        for bad in ["", "weights", "2026-11-25", "2026-11-25T18-17Z", "2026-1-5T1-1-1Z", "éTZ"] {
            assert_eq!(Time::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn runs_are_remembered_listed_and_forgotten() {
        let preset = Preset::builtin("weights-196").unwrap();
        let config = Config { limit: Some(20), times_ms: vec![25.0], ..Config::of(&preset) };
        let prepared = Prepared::new(config, &Source::Embedded).unwrap();
        let never = AtomicBool::new(false);
        let (results, _) = prepared.run(None, &never, |_| ()).unwrap();

        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path().join("not/yet"));
        assert_eq!(shelf.list(), Ok(Default::default()));
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let put = |seconds| shelf.put(&results, at(seconds)).unwrap();
        let all = [put(2_000), put(1_000), put(2_000), put(500_000_000)];
        let names: Vec<_> = all.iter().map(|run| run.folder.file_name().unwrap()).collect();
        assert_eq!(names[0], "1970-01-01T00-33-20Z-weights-196");
        assert_eq!(names[2], "1970-01-01T00-33-20Z-weights-196-2");
        let (runs, damaged) = shelf.list().unwrap();
        assert_eq!(damaged, []);
        let newest_first = [&all[3], &all[2], &all[0], &all[1]];
        assert_eq!(runs.iter().collect::<Vec<_>>(), newest_first);
        assert_eq!(runs[0].results, results, "all of it");

        shelf.remove(&all[2].folder).unwrap();
        assert!(!all[2].folder.exists());
        std::fs::write(all[0].folder.join("note.txt"), "mine").unwrap();
        shelf.remove(&all[0].folder).unwrap();
        assert!(all[0].folder.join("note.txt").exists(), "what is not ours stays");
        std::fs::write(all[1].folder.join(RESULTS), "{").unwrap();
        std::fs::create_dir(folder.path().join("not/yet/of somebody else")).unwrap();
        let (runs, damaged) = shelf.list().unwrap();
        assert_eq!(runs.len(), 1);
        assert!(damaged.len() == 1 && damaged[0].why.contains(RESULTS), "{damaged:?}");
        assert_eq!(damaged[0].finished, "1970-01-01 00:16");
        shelf.remove(&damaged[0].folder).unwrap();
        assert_eq!(shelf.list().unwrap(), (runs, Vec::new()), "it can be forgotten like any other");
    }
}
