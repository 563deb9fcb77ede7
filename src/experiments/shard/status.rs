//! How far the parts of a batch are: what each part says of itself while it runs, and all of them at a glance.
//!
//! ```text
//! OUT/part-3-of-16/status.json   written by a part that is under way, every half minute and when it ends
//! OUT/part-3-of-16/part.json     in its place when the part is done
//! ```

use super::{Job, OutputError, ShardError, Whole, content, files, read};
use crate::data::{ContentHash, from_json, read_whole};
use crate::experiments::files::write_whole;
use crate::experiments::part::Shard;
use crate::experiments::shard::MAX_FILE_BYTES;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Name of the file in which a part says how far it is.
pub const STATUS: &str = "status.json";
const VERSION: u32 = 1;
/// Between two times at which a part says so.
const SAY_EVERY: Duration = Duration::from_secs(30);
/// A part that has not been heard of for so long was killed, or its machine is gone.
const SILENT_AFTER_S: u64 = 120;

/// `status.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct StatusFile {
    version: u32,
    shard: Shard,
    job: Job,
    images: ContentHash,
    /// How much of the part is done, 0 to 1.
    share: f64,
    /// When that was, seconds since 1970.
    unix_s: u64,
    /// Why the part ended before it was done, if it did.
    ended: Option<String>,
}

/// A part that says how far it is.
pub struct Status {
    path: PathBuf,
    file: Box<StatusFile>,
    said: Option<Instant>,
    is_over: bool,
}

impl Status {
    /// Of a part that begins. Nothing is said until it knows how far it is.
    pub fn new(folder: &Path, shard: Shard, whole: &Whole) -> Status {
        let Whole { job, images } = whole.clone();
        let (version, share, unix_s) = (VERSION, 0.0, 0);
        let file = StatusFile { version, shard, job, images, share, unix_s, ended: None };
        Status { path: folder.join(STATUS), file: Box::new(file), said: None, is_over: false }
    }

    /// So much is done, from 0 to 1.
    pub fn at(&mut self, share: f64) {
        self.file.share = share.clamp(0.0, 1.0);
        if self.said.is_none_or(|said| said.elapsed() >= SAY_EVERY) {
            self.said = Some(Instant::now());
            self.say();
        }
    }

    /// It ended, before it was done unless that has been said.
    pub fn end(&mut self, why: &str) {
        if !self.is_over {
            self.file.ended = Some(why.to_owned());
            self.say();
        }
    }

    /// It is done: `part.json` says so now.
    pub fn done(&mut self) {
        self.is_over = true;
        let _ = std::fs::remove_file(&self.path);
    }

    /// What cannot be said costs nobody a result. On a full disc there is room for no other file, but for a few more
    /// words in the one that is there.
    fn say(&mut self) {
        self.file.unix_s = unix_s(SystemTime::now());
        let Ok(json) = serde_json::to_vec_pretty(&*self.file) else { return };
        if write_whole(&self.path, &json).is_err() && self.file.ended.is_some() {
            let _ = write_over(&self.path, &json);
        }
    }
}

/// Writes over what a file says, in its place: the blocks that it has are used again.
fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}

/// What is known of one part.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum State {
    /// Its `part.json` is there, and what it has kept is whole.
    Done,
    /// It said so a short while ago.
    UnderWay {
        /// How much is done, 0 to 1.
        share: f64,
        /// When it was heard of, seconds ago.
        heard_s: u64,
    },
    /// It has not been heard of for two minutes: killed, or its machine is gone.
    Silent {
        /// How much is done, 0 to 1.
        share: f64,
        /// When it was heard of, seconds ago.
        heard_s: u64,
    },
    /// It was stopped, or it failed.
    Ended {
        /// How much is done, 0 to 1.
        share: f64,
        /// When it was heard of, seconds ago.
        heard_s: u64,
        /// Its last words.
        why: String,
    },
    /// It has said nothing yet.
    NotBegun,
    /// What it left may not be read by whoever asks, so nobody knows.
    Closed {
        /// What the system said.
        why: String,
    },
    /// What it left is no part.
    Damaged {
        /// What is wrong.
        why: String,
    },
}

/// All parts of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Of each part, in order.
    pub states: Vec<State>,
}

impl Survey {
    /// Looks at the parts in some folders, each of which holds one or more, at the time `now`.
    ///
    /// # Errors
    /// No part at all; parts of different experiments; a folder that cannot be read.
    pub fn of(within: &[PathBuf], now: SystemTime) -> Result<Survey, ShardError> {
        let mut seen = Vec::new();
        for folder in within {
            for folder in candidates(folder)? {
                seen.extend(
                    look(&folder, now).map(|(shard, whole, state)| (folder, shard, whole, state)),
                );
            }
        }
        let Some(of) = seen.first().map(|(_, shard, ..)| shard.of) else {
            return Err(ShardError::NoParts {
                folder: within.first().cloned().unwrap_or_default(),
            });
        };
        let known = seen.iter().find_map(|(folder, _, whole, _)| Some((folder, whole.as_ref()?)));
        for (folder, shard, whole, _) in &seen {
            // One whose whole is not known can be told by the number of parts alone.
            let (first, expected) = match known {
                Some((first, known)) => (first, Some(known)),
                None => (&seen[0].0, None),
            };
            let differs = match (whole, expected) {
                (Some(found), Some(expected)) => {
                    ShardError::other((folder, shard.of, found), (first, of, expected))
                }
                _ if shard.of != of => {
                    let differs = format!("parts is {}, not {of}", shard.of);
                    let (folder, first) = (folder.clone(), first.clone());
                    Some(ShardError::Other { folder, first, differs })
                }
                _ => None,
            };
            if let Some(other) = differs {
                return Err(other);
            }
        }
        let mut states = vec![State::NotBegun; of];
        for (_, shard, _, state) in seen {
            // The same part may be in several folders; that it is done is worth most.
            let known = &mut states[shard.index];
            if *known != State::Done && state != State::NotBegun {
                *known = state;
            }
        }
        Ok(Survey { states })
    }

    /// How many are done.
    pub fn done(&self) -> usize {
        self.states.iter().filter(|state| **state == State::Done).count()
    }

    /// Those to run again: neither done nor under way, nor perhaps so.
    pub fn again(&self) -> Vec<usize> {
        let is_idle = |state: &State| {
            !matches!(state, State::Done | State::UnderWay { .. } | State::Closed { .. })
        };
        self.states.iter().enumerate().filter(|(_, s)| is_idle(s)).map(|(i, _)| i).collect()
    }
}

/// Numbers as Slurm's `--array` takes them: `1,4-6`.
pub fn ranges(rising: &[usize]) -> String {
    let mut text = String::new();
    for run in rising.chunk_by(|one, next| one + 1 == *next) {
        let comma = if text.is_empty() { "" } else { "," };
        let _ = match run {
            [first, .., last] => write!(text, "{comma}{first}-{last}"),
            only => write!(text, "{comma}{}", only[0]),
        };
    }
    text
}

type Look = Option<(Shard, Option<Whole>, State)>;

/// A folder and those in it, by name: where parts may be.
fn candidates(folder: &Path) -> Result<Vec<PathBuf>, ShardError> {
    let failed = |error| ShardError::folder(folder, error);
    let mut all = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        all.push(entry.map_err(failed)?.path());
    }
    all[1..].sort();
    Ok(all)
}

/// The part that a folder's name says it is of.
fn named(folder: &Path) -> Option<Shard> {
    Shard::of_folder(folder.file_name()?.to_str()?)
}

/// What a folder says of its part; none where it is no part's.
fn look(folder: &Path, now: SystemTime) -> Look {
    // A damaged file cannot say which part it is of, but its folder's name does.
    let of_name = |state: State| named(folder).map(|shard| (shard, None, state));
    let damaged = |error: ShardError| {
        let why = error.to_string();
        of_name(match error {
            ShardError::Output(OutputError::Io { .. }) => State::Closed { why },
            _ => State::Damaged { why },
        })
    };
    // A file lies in what is no folder, too: whatever is read is none of ours then.
    if !folder.is_dir() {
        return None;
    }
    match read(folder) {
        Ok(None) => {}
        Ok(Some(part)) => {
            // What merging would find, without the images and networks that it needs.
            let state = match files::damage(folder, &part.files) {
                Ok(None) => State::Done,
                Ok(Some(why)) => State::Damaged { why },
                Err(error) => State::Closed { why: error.to_string() },
            };
            return Some((part.shard, Some(part.whole()), state));
        }
        Err(error) => return damaged(error),
    }
    match read_status(folder) {
        Ok(None) => of_name(State::NotBegun),
        Ok(Some(file)) => {
            let heard_s = unix_s(now).saturating_sub(file.unix_s);
            let share = file.share;
            let state = match file.ended {
                Some(why) => State::Ended { share, heard_s, why },
                None if heard_s > SILENT_AFTER_S => State::Silent { share, heard_s },
                None => State::UnderWay { share, heard_s },
            };
            let StatusFile { shard, job, images, .. } = file;
            Some((shard, Some(Whole { job, images }), state))
        }
        Err(error) => damaged(error),
    }
}

fn read_status(folder: &Path) -> Result<Option<StatusFile>, ShardError> {
    let path = folder.join(STATUS);
    let bytes = match read_whole(&path, MAX_FILE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(OutputError::Io { path, source }.into()),
    };
    let malformed = |wrong| OutputError::Json { path: path.clone(), wrong };
    let status: StatusFile = from_json(&bytes).map_err(malformed)?;
    match (status.version, status.share) {
        (VERSION, 0.0..=1.0) => Ok(Some(status)),
        (VERSION, share) => Err(content(&path, &format!("share {share}"))),
        (found, _) => Err(content(&path, &format!("version {found} instead of {VERSION}"))),
    }
}

fn unix_s(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::shard::PART;
    use crate::experiments::stdp;
    use crate::sim::Preset;

    fn whole(k: usize) -> Whole {
        let config = stdp::Config::of(&Preset::builtin("paths-stdp").unwrap());
        let job = Job::PathsStdp(Box::new(stdp::Config { k, ..config }));
        Whole { job, images: ContentHash::of(&[]) }
    }

    fn part(out: &Path, index: usize) -> PathBuf {
        let folder = Shard { index, of: 6 }.folder(out);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn parts_say_how_far_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let within = [out.to_owned()];
        let now = || SystemTime::now();
        assert!(matches!(Survey::of(&within, now()), Err(ShardError::NoParts { .. })));
        let begun = |index| Status::new(&part(out, index), Shard { index, of: 6 }, &whole(5));
        // Done: what it said before is in nobody's way.
        let mut done = begun(0);
        done.at(0.9);
        crate::experiments::shard::finish(&part(out, 0), Shard { index: 0, of: 6 }, "", &whole(5))
            .unwrap();
        done.done();
        done.end("too late");
        assert!(!part(out, 0).join(STATUS).exists());
        let mut under_way = begun(1);
        under_way.at(0.25);
        under_way.at(0.5); // too soon to be said
        let mut ended = begun(2);
        ended.at(0.25);
        ended.at(0.75);
        ended.end("stopped");
        std::fs::write(part(out, 4).join(PART), "{").unwrap();
        part(out, 5);

        let found = Survey::of(&within, now()).unwrap();
        assert!(matches!(found.states[1], State::UnderWay { share: 0.25, heard_s: 0..60 }));
        assert!(
            matches!(&found.states[2], State::Ended { share: 0.75, why, .. } if why == "stopped")
        );
        assert!(matches!(&found.states[4], State::Damaged { why } if why.contains("part-4-of-6")));
        assert_eq!(found.states[0], State::Done);
        assert_eq!([&found.states[3], &found.states[5]], [&State::NotBegun; 2]);
        assert_eq!((found.done(), ranges(&found.again())), (1, "2-5".into()));
        // Of the part under way nothing is heard any more.
        let later = Survey::of(&within, now() + Duration::from_secs(SILENT_AFTER_S + 60)).unwrap();
        assert!(matches!(later.states[1], State::Silent { share: 0.25, .. }));
        assert_eq!(ranges(&later.again()), "1-5");
    }

    #[test]
    fn what_cannot_be_written_beside_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(STATUS);
        assert!(
            write_over(&path, b"none").is_err() && !path.exists(),
            "there is none to write over"
        );
        std::fs::write(&path, "short").unwrap();
        for text in ["longer than before", "less"] {
            write_over(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn parts_of_another_batch_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        Status::new(&part(out, 0), Shard { index: 0, of: 6 }, &whole(5)).at(0.5);
        Status::new(&part(out, 3), Shard { index: 3, of: 6 }, &whole(7)).at(0.5);
        let found = Survey::of(&[out.to_owned()], SystemTime::now()).unwrap_err().to_string();
        assert!(found.contains("part-3-of-6: expected a part of the same experiment"), "{found}");
        assert!(
            found.ends_with("found another configuration: paths-stdp.k is 7, not 5"),
            "{found}"
        );
        // A file that says what cannot be is damaged, and no panic.
        for (was, is) in [("\"index\": 3", "\"index\": 9"), ("\"share\": 0.5", "\"share\": 1e9")] {
            Status::new(&part(out, 3), Shard { index: 3, of: 6 }, &whole(5)).at(0.5);
            let path = part(out, 3).join(STATUS);
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(was), "{text}");
            std::fs::write(&path, text.replace(was, is)).unwrap();
            let found = Survey::of(&[out.to_owned()], SystemTime::now()).unwrap();
            let State::Damaged { why } = &found.states[3] else { panic!("{is}: {found:?}") };
            let field = is.split(':').next().unwrap().trim_matches('"');
            let field = if field == "index" { "shard" } else { field };
            assert!(why.contains("part-3-of-6/status.json: ") && why.contains(field), "{why}");
        }
    }

    #[test]
    fn ranges_are_those_of_an_array() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[3]), "3");
        assert_eq!(ranges(&[0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
    }
}
