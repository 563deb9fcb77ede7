//! The pictures in a folder and below it, by name.

use super::picture::ENDINGS;
use super::plainly;
use std::fs;
use std::path::{Path, PathBuf};

/// What names of pictures end with that are not read: telephones and cameras write them, so each is to be refused by
/// name, and not passed over.
const OTHER_ENDINGS: [&str; 5] = ["heic", "heif", "avif", "jxl", "jp2"];

/// Whether a file is called like a picture.
pub fn is_called_picture(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let is_one =
        |ending: String| ENDINGS.iter().chain(&OTHER_ENDINGS).any(|&known| known == ending);
    ending.is_some_and(is_one)
}

/// What is called like a picture in a folder and below, by name, or what cannot be read there and in words why;
/// links to folders are not followed, so there is no circle. It is looked for as it is asked for.
#[derive(Debug)]
pub struct Pictures {
    /// What is still to be looked at, the next last, and whether it is a folder.
    waiting: Vec<(PathBuf, bool)>,
    /// The folder, until something was found in it.
    empty: Option<PathBuf>,
    /// Folders that may still be read.
    folders_left: usize,
}

impl Pictures {
    /// Those in `folder`, of which at most `folders_max` folders are read, itself among them.
    pub fn below(folder: PathBuf, folders_max: usize) -> Pictures {
        let empty = Some(folder.clone());
        Pictures { waiting: vec![(folder, true)], empty, folders_left: folders_max }
    }

    /// Puts what is in a folder in front of what waits; in words what of it cannot be read.
    fn read(&mut self, folder: &Path) -> Result<(), String> {
        let failed = |error: std::io::Error| {
            let error = plainly(error, "folder");
            format!("{}: the folder cannot be read: {error}", folder.display())
        };
        let mut found = Vec::new();
        let mut complaint = Ok(());
        for entry in fs::read_dir(folder).map_err(failed)? {
            match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?.is_dir()))) {
                Ok(entry) => found.push(entry),
                Err(error) => complaint = Err(failed(error)),
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        self.waiting.append(&mut found);
        complaint
    }
}

impl Iterator for Pictures {
    type Item = Result<PathBuf, (PathBuf, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((path, is_folder)) = self.waiting.pop() {
            let found = if is_folder {
                if self.folders_left == 0 {
                    (self.waiting, self.empty) = (Vec::new(), None);
                    let folder = path.display();
                    let why = format!(
                        "{folder}: too many folders: this one and those after it were not looked into"
                    );
                    return Some(Err((path, why)));
                }
                self.folders_left -= 1;
                self.read(&path).err().map(|why| Err((path, why)))
            } else {
                is_called_picture(&path).then_some(Ok(path))
            };
            if found.is_some() {
                self.empty = None;
                return found;
            }
        }
        let folder = self.empty.take()?;
        let (shown, endings) = (folder.display(), ENDINGS.join(", "));
        let why = format!("{shown}: expected pictures ({endings}), found none");
        Some(Err((folder, why)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_by_name_and_what_is_in_the_way_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let found = |folders_max| -> Vec<String> {
            let all = Pictures::below(folder.path().to_owned(), folders_max);
            let words = |found: Result<PathBuf, (PathBuf, String)>| match found {
                Ok(path) => path.strip_prefix(folder.path()).unwrap().display().to_string(),
                Err((_, why)) => why,
            };
            all.map(words).collect()
        };
        fs::create_dir_all(at("b/below")).unwrap();
        fs::create_dir_all(at("d")).unwrap();
        let nothing = found(9);
        assert!(nothing.len() == 1 && nothing[0].ends_with("found none"), "{nothing:?}");
        for name in
            ["c.PNG", "a.jpg", "b/2.png", "b/1.png", "b/below/0.bmp", "b/note.txt", "d/1.HEIC"]
        {
            fs::write(at(name), "").unwrap();
        }
        let all = ["a.jpg", "b/1.png", "b/2.png", "b/below/0.bmp", "c.PNG", "d/1.HEIC"];
        assert_eq!(found(9), all);
        let some = found(3);
        assert_eq!(some[..5], all[..5]);
        assert!(some.len() == 6 && some[5].contains("too many folders"), "{some:?}");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), at("b/circle")).unwrap();
            assert_eq!(found(9), all, "a link to a folder is not followed");
        }
    }
}
