//! A file that is written is whole: written beside its place, then renamed.
//!
//! A process that is killed on the way leaves an unfinished file behind. While one is written it is locked,
//! so that [`sweep`] can tell one that is being written from one that nobody will finish.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::read::{no_file, plainly};

/// Of a file that is being written; one that stays behind was interrupted.
const UNFINISHED_PREFIX: &str = ".signalscape-";
/// Of one that version 0.1 left behind.
const OLD_PREFIX: &str = ".embeddings-";
const UNFINISHED_SUFFIX: &str = ".unfinished";
/// Younger ones are left alone: between the making of a file and its lock, nothing shows that it is in use.
const SWEPT_AFTER: Duration = Duration::from_secs(3600);

/// Writes `bytes` to `path` as a whole or not at all; others may read it as far as the umask lets them.
/// On return they are on the disk.
///
/// A link is followed: what it leads to is written.
///
/// # Errors
/// What the system said; [`ErrorKind::InvalidInput`] where a pipe, a device or a folder has that name.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes).map_err(|error| plainly(error, "folder"))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = fs::canonicalize(path);
    let path = real.as_deref().unwrap_or(path);
    if let Some(found) = fs::metadata(path).ok().and_then(|found| no_file(&found)) {
        let words = format!("expected a file or nothing, found {found}");
        return Err(io::Error::new(ErrorKind::InvalidInput, words));
    }
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = unfinished(folder)?;
    // Of the file itself, whose errors do not name a file that nobody knows.
    file.as_file().write_all(bytes)?;
    file.as_file().sync_all()?;
    #[cfg(test)]
    killing::before_a_rename();
    file.persist(path).map_err(|error| error.error)?;
    // The new name is on the disk only with its folder. Not every system can sync a folder; there the old
    // file or the new one survives a power cut, and either is whole.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Whether `bytes` bytes can be written to a file in `folder`, which is made if need be; leaves no file, and no folder
/// that was not there where they cannot.
///
/// # Errors
/// What the system said.
pub fn probe(folder: &Path, bytes: usize) -> io::Result<()> {
    let is_missing = |at: &&Path| matches!(at.try_exists(), Ok(false));
    let missing: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
    let write = || {
        fs::create_dir_all(folder)?;
        let file = unfinished(folder)?;
        file.as_file().write_all(&vec![0; bytes])?;
        file.as_file().sync_all()
    };
    write().map_err(|error| {
        // The innermost first; what somebody else has put something into stays.
        missing.iter().for_each(|made| drop(fs::remove_dir(made)));
        plainly(error, "folder")
    })
}

/// Removes unfinished files that nobody is writing any more. What cannot be removed does no harm.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_unfinished);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = remove_unfinished(&entry.path(), SWEPT_AFTER);
        }
    }
}

/// Whether that is the name of a file that is being written, or was.
pub(super) fn is_unfinished(name: &str) -> bool {
    let is_named = |prefix| name.starts_with(prefix) && name.ends_with(UNFINISHED_SUFFIX);
    is_named(UNFINISHED_PREFIX) || is_named(OLD_PREFIX)
}

/// Removes an unfinished file that is so old, unless somebody is writing it.
///
/// # Errors
/// What the system said.
pub(super) fn remove_unfinished(path: &Path, age: Duration) -> io::Result<()> {
    let file = File::open(path)?;
    let found = SystemTime::now().duration_since(file.metadata()?.modified()?).unwrap_or_default();
    if found >= age && file.try_lock().is_ok() {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// A new file in a folder, with the permissions that files have, to be renamed to its name once it is whole.
///
/// # Errors
/// What the system said.
pub fn unfinished(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED_PREFIX).suffix(UNFINISHED_SUFFIX);
    #[cfg(unix)]
    let permissions = {
        use std::os::unix::fs::PermissionsExt;
        fs::Permissions::from_mode(0o666)
    };
    #[cfg(unix)]
    builder.permissions(permissions);
    let file = builder.tempfile_in(folder)?;
    // Where files cannot be locked, only their age tells.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Tests in which the program is killed between two renames, the only moments at which files change.
#[cfg(test)]
pub(crate) mod killing {
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    thread_local!(static LEFT: Cell<Option<usize>> = const { Cell::new(None) });

    struct Killed;

    /// Dies here if it was asked to.
    pub fn before_a_rename() {
        match LEFT.get() {
            Some(0) => resume_unwind(Box::new(Killed)),
            left => LEFT.set(left.map(|left| left - 1)),
        }
    }

    /// What `work` gives, or none if it was killed on this thread after so many renames.
    pub fn after<R>(renames: usize, work: impl FnOnce() -> R) -> Option<R> {
        LEFT.set(Some(renames));
        let outcome = catch_unwind(AssertUnwindSafe(work));
        LEFT.set(None);
        match outcome {
            Ok(done) => Some(done),
            Err(why) if why.is::<Killed>() => None,
            Err(why) => resume_unwind(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = write_whole(&folder.path().join("none/a.txt"), b"x").unwrap_err();
        assert!(!error.to_string().contains(".unfinished"), "{error}");
        assert_eq!(killing::after(0, || write_whole(&path, b"three")).map(drop), None);
        assert_eq!(fs::read(&path).unwrap(), b"two", "killed before the rename");
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_leaves_none_behind() {
        let folder = tempfile::tempdir().unwrap();
        let too_long = "x".repeat(300);
        probe(&folder.path().join("a/b").join(&too_long), 10).unwrap_err();
        assert!(!folder.path().join("a").exists(), "what was made on the way");
        fs::create_dir(folder.path().join("a")).unwrap();
        probe(&folder.path().join("a/b").join(&too_long), 10).unwrap_err();
        assert!(folder.path().join("a").exists() && !folder.path().join("a/b").exists());
        probe(&folder.path().join("a/b"), 10).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("a/b")).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_what_is_no_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, socket] = ["file", "link", "socket"].map(|name| folder.path().join(name));
        fs::write(&file, b"one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, found) in [(socket.as_path(), "a pipe or device"), (folder.path(), "a folder")] {
            let error = write_whole(path, b"three").unwrap_err().to_string();
            assert_eq!(error, format!("expected a file or nothing, found {found}"));
            assert!(!fs::metadata(path).unwrap().is_file());
        }
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let [ours, plain] = ["ours", "plain"].map(|name| folder.path().join(name));
        write_whole(&ours, b"x").unwrap();
        fs::write(&plain, b"x").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain), "as the umask says");
    }

    #[test]
    fn a_folder_that_takes_a_file_is_left_empty_and_one_that_does_not_is_told() {
        let folder = tempfile::tempdir().unwrap();
        probe(&folder.path().join("new/deep"), 10).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("new/deep")).unwrap().count(), 0);
        fs::write(folder.path().join("file"), b"").unwrap();
        assert!(probe(&folder.path().join("file"), 10).is_err());
    }

    #[test]
    fn only_what_nobody_will_finish_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - 2 * SWEPT_AFTER;
        let make = |name: &str, modified: Option<SystemTime>| {
            let file = File::create(folder.path().join(name)).unwrap();
            modified.map_or(Ok(()), |time| file.set_modified(time)).unwrap();
            file
        };
        drop(make(".signalscape-dead.unfinished", Some(old)));
        drop(make(".signalscape-young.unfinished", None));
        drop(make("mine.unfinished", Some(old)));
        let written = make(".signalscape-written.unfinished", Some(old));
        written.lock().unwrap();
        sweep(folder.path());
        let is_there = |name: &str| folder.path().join(name).exists();
        assert!(!is_there(".signalscape-dead.unfinished"));
        for name in
            [".signalscape-young.unfinished", "mine.unfinished", ".signalscape-written.unfinished"]
        {
            assert!(is_there(name), "{name}");
        }
        drop(written);
        sweep(folder.path());
        assert!(!is_there(".signalscape-written.unfinished"), "its process is gone");
    }
}
