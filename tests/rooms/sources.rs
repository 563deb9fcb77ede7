//! The modules of a crate and what each takes from the others, as its sources say.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeMap;
use std::{fmt, fs};
use syn::{Attribute, Item, UseTree};

/// Names from the crate's root to a module.
pub type Path = Vec<String>;

/// One file's use of what another defines.
pub struct Arrow {
    pub from: Path,
    pub to: Path,
    /// The name as it is written.
    pub name: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} uses {} ({})", self.from.join("/"), self.to.join("/"), self.name)
    }
}

/// A module, whether it is a file or stands in one.
#[derive(Default)]
struct Module {
    /// The module that is the file.
    file: Path,
    /// Names that are defined here, but those of modules.
    items: Vec<String>,
    /// Names brought here, with what they stand for, as it is written.
    aliases: Vec<(String, Path)>,
    /// Modules of which all is brought here.
    globs: Vec<Path>,
    /// Paths that the code names.
    used: Vec<Path>,
}

/// All modules of a crate.
pub struct House {
    modules: BTreeMap<Path, Module>,
}

/// What a path stands for.
enum Found {
    Module(Path),
    /// Something that is defined in this module.
    Item(Path),
}

impl House {
    /// Reads every file of Rust below a folder of the package.
    pub fn read(folder: &str) -> House {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut folders = vec![root.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let below = path.strip_prefix(&root).expect("below the root");
                    let names = below.components().map(|part| part.as_os_str().to_string_lossy());
                    let name = names.collect::<Vec<_>>().join("/");
                    files.push((name, fs::read_to_string(&path).expect("a text")));
                }
            }
        }
        House::of(files.into_iter())
    }

    /// Of files by their path below `src`.
    pub fn of(files: impl Iterator<Item = (String, String)>) -> House {
        let mut parsed: BTreeMap<Path, syn::File> = files
            .map(|(path, text)| {
                let file = syn::parse_file(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
                (module_of(&path), file)
            })
            .collect();
        let mut tests = Vec::new();
        for (path, file) in &parsed {
            tests_among(&file.items, path, &mut tests);
        }
        parsed.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
        let mut house = House { modules: BTreeMap::new() };
        for (path, file) in parsed {
            house.add(path.clone(), &path, file.items);
        }
        house
    }

    /// Modules that are files.
    pub fn files(&self) -> impl Iterator<Item = Path> + '_ {
        self.modules
            .iter()
            .filter(|(path, module)| **path == module.file)
            .map(|(path, _)| path.clone())
    }

    /// What each file takes from others.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (path, module) in &self.modules {
            let aliases = module.aliases.iter().map(|(_, named)| named);
            for named in aliases.chain(&module.globs).chain(&module.used) {
                let is_root = named.len() == 1 && named[0] == "crate";
                let mut handed_on_by = Vec::new();
                let to = match self.resolve(path, named, &mut handed_on_by) {
                    Some(Found::Item(of)) => of,
                    // A module brought by name is used where something is taken from it; the root has all of them.
                    Some(Found::Module(of)) if module.globs.contains(named) || is_root => of,
                    _ => continue,
                };
                // Who takes a thing from a file that hands it on uses that file, too; a module's own family is none.
                handed_on_by.retain(|by| !path.starts_with(by));
                let files =
                    handed_on_by.into_iter().chain([to]).map(|of| match self.modules.get(&of) {
                        Some(module) => module.file.clone(),
                        None => of,
                    });
                for to in files.filter(|to| *to != module.file) {
                    let name = named.join("::");
                    arrows.push(Arrow { from: module.file.clone(), to, name });
                }
            }
        }
        arrows
    }

    fn add(&mut self, path: Path, file: &Path, items: Vec<Item>) {
        let mut module = Module { file: file.clone(), ..Module::default() };
        for item in items.into_iter().filter(|item| !is_for_tests(attributes(item))) {
            match item {
                Item::Use(used) => module.take(&used.tree, Vec::new()),
                Item::Mod(inner) => {
                    if let Some((_, items)) = inner.content {
                        let below = [&path[..], &[inner.ident.to_string()]].concat();
                        self.add(below, file, items);
                    }
                }
                item => {
                    module.items.extend(name_of(&item));
                    paths_in(item.into_token_stream(), &mut module.used);
                }
            }
        }
        self.modules.insert(path, module);
    }

    /// What a path stands for when it is written in the module at `place`; nothing if it is of another crate.
    /// `handed_on_by` are the modules that have it from elsewhere.
    fn resolve(
        &self,
        place: &[String],
        named: &[String],
        handed_on_by: &mut Vec<Path>,
    ) -> Option<Found> {
        let mut here = place.to_vec();
        let mut rest = named;
        let mut is_first = true;
        while let Some((name, after)) = rest.split_first() {
            match name.as_str() {
                "crate" | "signalscape" | "signalscape_sim" if is_first => here = Vec::new(),
                "self" => {}
                "super" => _ = here.pop(),
                name => {
                    let below = [&here[..], &[name.to_owned()]].concat();
                    if self.modules.contains_key(&below) {
                        (here, rest, is_first) = (below, after, false);
                        continue;
                    }
                    let module = self.modules.get(&here)?;
                    if module.items.iter().any(|item| item == name) {
                        return Some(Found::Item(here));
                    } else {
                        let alias = module.aliases.iter().find(|(alias, _)| alias == name);
                        let (_, stands_for) = alias.filter(|_| handed_on_by.len() < 8)?;
                        handed_on_by.push(here.clone());
                        match self.resolve(&here, stands_for, handed_on_by)? {
                            Found::Module(module) => here = module,
                            item => return Some(item),
                        }
                    }
                }
            }
            is_first = false;
            rest = after;
        }
        Some(Found::Module(here))
    }
}

impl Module {
    fn take(&mut self, tree: &UseTree, mut before: Path) {
        match tree {
            UseTree::Path(part) => {
                before.push(part.ident.to_string());
                self.take(&part.tree, before);
            }
            UseTree::Name(name) if name.ident == "self" => {
                self.aliases.push((before.last().cloned().unwrap_or_default(), before));
            }
            UseTree::Name(name) => {
                before.push(name.ident.to_string());
                self.aliases.push((name.ident.to_string(), before));
            }
            UseTree::Rename(name) => {
                before.push(name.ident.to_string());
                self.aliases.push((name.rename.to_string(), before));
            }
            UseTree::Glob(_) => self.globs.push(before),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.take(tree, before.clone()));
            }
        }
    }
}

/// The module that a file is: `data/idx.rs` and `data/idx/mod.rs` are `data::idx`.
fn module_of(file: &str) -> Path {
    let mut path: Path = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod") || path == ["lib"] {
        path.pop();
    }
    path
}

/// Modules that are there for tests alone.
fn tests_among(items: &[Item], path: &[String], found: &mut Vec<Path>) {
    for item in items {
        if let Item::Mod(inner) = item {
            let below = [path, &[inner.ident.to_string()]].concat();
            match &inner.content {
                _ if is_for_tests(&inner.attrs) => found.push(below),
                Some((_, items)) => tests_among(items, &below, found),
                None => {}
            }
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.to_token_stream().to_string().contains("test")
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Macro(item) => item.ident.as_ref()?.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        _ => return None,
    })
}

/// Every `a::b::c` of the code, in macros too.
fn paths_in(tokens: TokenStream, found: &mut Vec<Path>) {
    let mut path: Path = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if colons != 2 {
                    found.extend(Some(std::mem::take(&mut path)).filter(|path| path.len() > 1));
                    path.clear();
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
            other => {
                found.extend(Some(std::mem::take(&mut path)).filter(|path| path.len() > 1));
                path.clear();
                colons = 0;
                if let TokenTree::Group(group) = other {
                    paths_in(group.stream(), found);
                }
            }
        }
    }
    found.extend(Some(path).filter(|path| path.len() > 1));
}
