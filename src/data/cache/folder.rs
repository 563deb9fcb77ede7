//! The folder of cache files: names, writing without half-written files, removal of our own only.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use sha2::{Digest, Sha256};

use super::{CacheError, CacheKey, CachedEmbeddings, Entries, MAX_FILE_BYTES, codec, text};
use crate::data::name::plain;
use crate::data::write::{self, write_whole};
use crate::data::{plainly, read_whole};

const PREFIX: &str = "embeddings-";
const SUFFIX: &str = ".safetensors";
/// Of what a finished run of an unfinished command gave.
const RESULTS_SUFFIX: &str = ".json";
/// Hexadecimal digits of the key's hash in a file name.
const HASH_LEN: usize = 16;

/// A folder of cached embeddings. Nothing is read, written or created until it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The user's cache folder for this program; `None` where the system names no home.
    pub fn default_folder() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "signalscape")?;
        Some(folders.cache_dir().to_owned())
    }

    /// A cache in `folder`, which need not exist.
    pub fn open(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the cache is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the embeddings of `key` are, if they are kept.
    pub fn path(&self, key: &CacheKey) -> PathBuf {
        self.folder.join(file_name(key))
    }

    /// Where the text of `key` is, if it is kept.
    pub fn text_path(&self, key: &CacheKey) -> PathBuf {
        self.folder.join(text_name(key))
    }

    /// What somebody else knows the bytes of, who checks them, or `None` if it was never stored.
    ///
    /// # Errors
    /// [`CacheError::Io`] if it cannot be read.
    pub fn load_bytes(&self, key: &CacheKey) -> Result<Option<Vec<u8>>, CacheError> {
        Ok(self.read(file_name(key))?.map(|(_, bytes)| bytes))
    }

    /// Keeps such bytes.
    ///
    /// # Errors
    /// As [`store`](Self::store).
    pub fn store_bytes(&self, key: &CacheKey, bytes: &[u8]) -> Result<(), CacheError> {
        self.write(file_name(key), bytes)
    }

    /// The embeddings of `key`, or `None` if they were never stored. 70 MB take 0.1 s.
    ///
    /// # Errors
    /// [`CacheError::OtherVersion`], [`CacheError::OtherKey`] or [`CacheError::Corrupt`] for a
    /// file that cannot be used, which is left as it is; the caller computes afresh and stores.
    /// [`CacheError::Io`] if it cannot be read.
    pub fn load(&self, key: &CacheKey) -> Result<Option<CachedEmbeddings>, CacheError> {
        let Some((path, bytes)) = self.read(file_name(key))? else { return Ok(None) };
        CachedEmbeddings::from_bytes(&bytes, key, &path).map(Some)
    }

    /// The embeddings that were stored together under `key`, or `None` if they never were.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_several(&self, key: &CacheKey) -> Result<Option<(Entries, Vec<u64>)>, CacheError> {
        let Some((path, bytes)) = self.read(file_name(key))? else { return Ok(None) };
        codec::decode_several(&path, key, &bytes).map(Some)
    }

    /// Keeps `embeddings` under `key`, in place of what was there. On return they are on the disk,
    /// and at no time is there half a file under the final name.
    ///
    /// # Errors
    /// [`CacheError::Inconsistent`] if the fields contradict each other,
    /// [`CacheError::NotWritable`] if the folder allows no new file, [`CacheError::Io`] if
    /// writing fails on the way; what was stored before is then still there.
    pub fn store(&self, key: &CacheKey, embeddings: &CachedEmbeddings) -> Result<(), CacheError> {
        self.write(file_name(key), &embeddings.to_bytes(key)?)
    }

    /// Keeps embeddings that belong together under `key`, and numbers beside them, in one file.
    ///
    /// # Errors
    /// As [`store`](Self::store).
    pub fn store_several(
        &self,
        key: &CacheKey,
        entries: &[(&str, &CachedEmbeddings)],
        facts: &[u64],
    ) -> Result<(), CacheError> {
        entries.iter().try_for_each(|(_, embeddings)| embeddings.check())?;
        self.write(file_name(key), &codec::encode_several(key, entries, facts)?)
    }

    /// A file and its bytes, if it is there.
    fn read(&self, name: String) -> Result<Option<(PathBuf, Vec<u8>)>, CacheError> {
        let path = self.folder.join(name);
        match read_whole(&path, MAX_FILE_BYTES) {
            Ok(bytes) => Ok(Some((path, bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(CacheError::Io { path, source }),
        }
    }

    fn write(&self, name: String, bytes: &[u8]) -> Result<(), CacheError> {
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(CacheError::Inconsistent {
                field: "samples",
                expected: format!("at most {MAX_FILE_BYTES} bytes"),
                found: bytes.len().to_string(),
            });
        }
        let not_writable = |error| CacheError::NotWritable {
            folder: self.folder.clone(),
            source: plainly(error, "folder"),
        };
        fs::create_dir_all(&self.folder).map_err(not_writable)?;
        write::sweep(&self.folder);
        let path = self.folder.join(name);
        // The name is ours: a pipe, a device or a link to one is in the way there, and can be read by nobody.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let _ = fs::remove_file(&path);
        }
        write_whole(&path, bytes).map_err(|source| match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                not_writable(source)
            }
            _ => CacheError::Io { path, source },
        })
    }

    /// Removes what is kept under `key`, if anything is.
    ///
    /// # Errors
    /// [`CacheError::Io`] if it cannot be removed.
    pub fn remove(&self, key: &CacheKey) -> Result<(), CacheError> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path, error)),
            _ => Ok(()),
        }
    }

    /// Keeps the text of a finished run under `key`.
    ///
    /// # Errors
    /// [`CacheError::NotWritable`] if the folder allows no new file, [`CacheError::Io`] if writing fails.
    pub fn store_text(&self, key: &CacheKey, text: &str) -> Result<(), CacheError> {
        self.write(text_name(key), &text::encode(key, text))
    }

    /// The text of a finished run, or `None` if it was never stored.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_text(&self, key: &CacheKey) -> Result<Option<String>, CacheError> {
        let Some((path, bytes)) = self.read(text_name(key))? else { return Ok(None) };
        text::decode(&path, key, &bytes).map(Some)
    }

    /// Removes the text of a finished run; what cannot be removed does no harm.
    pub fn remove_text(&self, key: &CacheKey) {
        let _ = fs::remove_file(self.text_path(key));
    }

    /// Bytes that all cached embeddings take.
    ///
    /// # Errors
    /// [`CacheError::Io`] if the folder cannot be listed; one that does not exist takes 0.
    pub fn size_bytes(&self) -> Result<u64, CacheError> {
        let mut total = 0;
        for path in self.own_files()? {
            match fs::metadata(&path) {
                Ok(metadata) => total += metadata.len(),
                // Another process may have cleared it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(&path, error)),
            }
        }
        Ok(total)
    }

    /// Removes all cached embeddings, and only those: other files, the folder and what another process is
    /// writing stay.
    ///
    /// # Errors
    /// [`CacheError::Io`] with the first file that cannot be removed.
    pub fn clear(&self) -> Result<(), CacheError> {
        for path in self.own_files()? {
            let name = path.file_name().and_then(|name| name.to_str());
            let removed = match name.is_some_and(write::is_unfinished) {
                true => write::remove_unfinished(&path, Duration::ZERO),
                false => fs::remove_file(&path),
            };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(&path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whole files that are kept, by name.
    ///
    /// # Errors
    /// [`CacheError::Io`] if the folder cannot be listed.
    pub fn files(&self) -> Result<Vec<PathBuf>, CacheError> {
        let mut files = self.own_files()?;
        files.retain(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_kept));
        files.sort_unstable();
        Ok(files)
    }

    /// Files that this program named.
    fn own_files(&self) -> Result<Vec<PathBuf>, CacheError> {
        let failed = |error| failed(&self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && entry.file_name().to_str().is_some_and(is_own_name) {
                paths.push(entry.path());
            }
        }
        Ok(paths)
    }
}

/// What the system said of a file or a folder.
fn failed(path: &Path, error: io::Error) -> CacheError {
    CacheError::Io { path: path.to_owned(), source: plainly(error, "file") }
}

/// A name that tells the user what it is and, by its hash, no other key has.
fn file_name(key: &CacheKey) -> String {
    let mut hash = Sha256::new();
    for text in [&key.preset, &key.network_hash, &key.set] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.update(key.seed.to_le_bytes());
    let hash: String =
        hash.finalize().iter().take(HASH_LEN / 2).map(|byte| format!("{byte:02x}")).collect();
    let (preset, set) = (readable(&key.preset), readable(&key.set));
    format!("{PREFIX}{preset}-{set}-{hash}{SUFFIX}")
}

/// The same for the text of a finished run.
fn text_name(key: &CacheKey) -> String {
    let name = file_name(key);
    format!("{}{RESULTS_SUFFIX}", name.strip_suffix(SUFFIX).unwrap_or(&name))
}

/// At most 40 characters that are plain on every file system.
fn readable(text: &str) -> String {
    plain(text).chars().take(40).map(|char| char.to_ascii_lowercase()).collect()
}

fn is_own_name(name: &str) -> bool {
    write::is_unfinished(name) || is_kept(name)
}

/// Whether a file of that name is kept by a cache: whole, and under a key.
pub fn is_kept(name: &str) -> bool {
    let middle = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX).or_else(|| rest.strip_suffix(RESULTS_SUFFIX)));
    middle.and_then(|middle| middle.rsplit_once('-')).is_some_and(|(_, hash)| {
        hash.len() == HASH_LEN && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{key, sample};
    use super::*;

    #[test]
    fn stored_embeddings_come_back_and_can_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("not/yet/there"));
        assert_eq!(cache.load(&key()).unwrap(), None);
        assert_eq!(cache.size_bytes().unwrap(), 0);
        cache.clear().unwrap();
        for embeddings in [sample(5, 4, 2), sample(2, 3, 1)] {
            cache.store(&key(), &embeddings).unwrap();
            assert_eq!(cache.load(&key()).unwrap(), Some(embeddings));
        }
        assert_eq!(fs::read_dir(cache.folder()).unwrap().count(), 1, "nothing unfinished is left");
    }

    #[test]
    fn the_text_of_a_run_is_kept_and_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("new"));
        let load = || cache.load_text(&key()).unwrap();
        assert_eq!(load(), None);
        cache.store_text(&key(), "{}").unwrap();
        assert_eq!(load().as_deref(), Some("{}"));
        assert!(cache.size_bytes().unwrap() > 2);
        cache.remove_text(&key());
        assert_eq!((load(), cache.size_bytes().unwrap()), (None, 0));
        cache.store_text(&key(), "{\"right\": 981}").unwrap();
        // One digit that somebody edited.
        let path = folder.path().join("new").join(text_name(&key()));
        let edited = fs::read_to_string(&path).unwrap().replace("981", "999");
        fs::write(&path, edited).unwrap();
        let error = cache.load_text(&key()).unwrap_err();
        assert!(matches!(error, CacheError::Corrupt { .. }), "{error}");
        cache.clear().unwrap();
        assert_eq!(load(), None);
    }

    #[test]
    fn keys_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        cache.store(&key(), &sample(2, 2, 1)).unwrap();
        for other in [
            CacheKey { preset: "weights_196".into(), ..key() },
            CacheKey { network_hash: "00FF00FF".into(), ..key() },
            CacheKey { set: "test".into(), ..key() },
            CacheKey { seed: 8, ..key() },
            CacheKey { preset: "../../escape".into(), ..key() },
        ] {
            assert_eq!(cache.load(&other).unwrap(), None, "{other:?}");
            cache.store(&other, &sample(1, 1, 1)).unwrap();
        }
        assert_eq!(cache.load(&key()).unwrap(), Some(sample(2, 2, 1)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6);
    }

    #[test]
    fn a_damaged_file_stays_until_it_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let path = folder.path().join(file_name(&key()));
        fs::write(&path, b"what is this").unwrap();
        let error = cache.load(&key()).unwrap_err();
        assert!(matches!(&error, CacheError::Corrupt { path: named, .. } if *named == path));
        assert_eq!(fs::read(&path).unwrap(), b"what is this");
        cache.store(&key(), &sample(2, 2, 1)).unwrap();
        assert_eq!(cache.load(&key()).unwrap(), Some(sample(2, 2, 1)));
    }

    #[test]
    fn a_file_under_another_name_is_of_another_key() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let other = CacheKey { set: "test".into(), ..key() };
        cache.store(&other, &sample(2, 2, 1)).unwrap();
        let [from, to] = [&other, &key()].map(|key| folder.path().join(file_name(key)));
        fs::rename(from, to).unwrap();
        let error = cache.load(&key()).unwrap_err();
        assert!(matches!(error, CacheError::OtherKey { field: "set", .. }), "{error}");
    }

    #[test]
    fn contradictions_are_not_stored() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let wrong = CachedEmbeddings { dim: 3, ..sample(2, 2, 1) };
        let alone = cache.store(&key(), &wrong);
        let among = cache.store_several(&key(), &[("a", &sample(2, 2, 1)), ("b", &wrong)], &[]);
        for error in [alone.unwrap_err(), among.unwrap_err()] {
            assert!(matches!(error, CacheError::Inconsistent { field: "samples", .. }), "{error}");
        }
        assert_eq!(cache.load(&key()).unwrap(), None);
    }

    #[test]
    fn a_folder_that_allows_no_file_is_named() {
        let outer = tempfile::tempdir().unwrap();
        // A file in place of a folder refuses everybody, an administrator too.
        fs::write(outer.path().join("file"), b"").unwrap();
        let cache = Cache::open(outer.path().join("file/cache"));
        let error = cache.store(&key(), &sample(1, 1, 1)).unwrap_err();
        let named = |folder: &Path| folder == cache.folder();
        assert!(matches!(&error, CacheError::NotWritable { folder, .. } if named(folder)));

        let locked = outer.path().join("locked");
        fs::create_dir(&locked).unwrap();
        let mut permissions = fs::metadata(&locked).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&locked, permissions).unwrap();
        let denied = fs::File::create(locked.join("probe")).is_err();
        let stored = Cache::open(locked).store(&key(), &sample(1, 1, 1));
        // Where an administrator runs the tests nothing is denied, and storing just works.
        assert_eq!(denied, matches!(stored, Err(CacheError::NotWritable { .. })));
    }

    #[test]
    fn clearing_leaves_the_files_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        cache.store(&key(), &sample(2, 2, 1)).unwrap();
        fs::write(folder.path().join(".embeddings-a1b2.unfinished"), b"1234").unwrap();
        // What another process is writing: it has locked its file.
        let written = fs::File::create(folder.path().join(".signalscape-c3.unfinished")).unwrap();
        written.lock().unwrap();
        let others = [
            "notes.txt",
            "embeddings-mine.safetensors",
            "embeddings-0123456789abcdef.safetensors.bak",
            "model.safetensors",
        ];
        for name in others {
            fs::write(folder.path().join(name), b"keep").unwrap();
        }
        let folder_of_others = "embeddings-a-b-0123456789abcdef.safetensors";
        fs::create_dir(folder.path().join(folder_of_others)).unwrap();
        let stored = fs::metadata(folder.path().join(file_name(&key()))).unwrap().len();
        assert_eq!(cache.size_bytes().unwrap(), stored + 4);
        cache.clear().unwrap();
        assert_eq!((cache.size_bytes().unwrap(), cache.load(&key()).unwrap()), (0, None));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), others.len() + 2);
        assert!(folder.path().join(".signalscape-c3.unfinished").exists());
    }
}
