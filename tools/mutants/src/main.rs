//! `mutants SOURCES FIRST_NUMBER LIST LEFT_OUT`: writes every mutation of the sources below `SOURCES` into them, each
//! behind `crate::mutant::is(number)`, and lists them in `LIST` (JSON), but for the numbers in the file `LEFT_OUT`.
//!
//! ```text
//! a + b    (/*B7*/if crate::mutant::is(7) { /*M7*/a - b/*E7*/ } else { a + b }/*X7*/)
//! fn body  if crate::mutant::is(8) { return /*M8*/Default::default()/*E8*/; }
//! ```
//! The comments tell `run.py` which number a compiler's error is of. Constants, patterns and tests are left as they are.

use quote::ToTokens;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{env, fs};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// What stands for what.
struct Edit {
    start: usize,
    end: usize,
    number: u32,
    /// In the place of an expression; or what a function returns at once.
    replacement: String,
    is_body: bool,
}

struct Finder<'a> {
    text: &'a str,
    /// First byte of each line.
    lines: Vec<usize>,
    file: String,
    /// The functions that are open, the innermost last.
    functions: Vec<String>,
    edits: Vec<Edit>,
    next: &'a mut u32,
    list: &'a mut Vec<serde_json::Value>,
    left_out: &'a HashSet<u32>,
}

impl Finder<'_> {
    fn bytes(&self, of: impl Spanned) -> (usize, usize) {
        let at = |place: proc_macro2::LineColumn| {
            let line = self.lines[place.line - 1];
            let rest = &self.text[line..];
            line + rest.char_indices().nth(place.column).map_or(rest.len(), |(at, _)| at)
        };
        (at(of.span().start()), at(of.span().end()))
    }

    fn words(&self, of: impl Spanned) -> String {
        let (start, end) = self.bytes(of);
        self.text[start..end].to_owned()
    }

    fn add(
        &mut self,
        (start, end): (usize, usize),
        line: usize,
        replacement: String,
        is_body: bool,
        what: String,
    ) {
        let number = *self.next;
        *self.next += 1;
        if self.left_out.contains(&number) {
            return;
        }
        let function = self.functions.join("::");
        self.list.push(serde_json::json!({
            "id": number, "file": self.file, "line": line, "what": what, "fn": function,
        }));
        self.edits.push(Edit { start, end, number, replacement, is_body });
    }

    fn expression(&mut self, of: impl Spanned + Copy, replacement: String, what: String) {
        self.add(self.bytes(of), of.span().start().line, replacement, false, what);
    }

    /// A function that returns at once.
    fn body(&mut self, signature: &syn::Signature, block: &syn::Block) {
        if signature.constness.is_some() || block.stmts.is_empty() {
            return;
        }
        let kind = match &signature.output {
            syn::ReturnType::Default => "()".to_owned(),
            syn::ReturnType::Type(_, kind) => kind.to_token_stream().to_string(),
        };
        let values: &[&str] = match kind.as_str() {
            "()" => &["()"],
            "bool" => &["true", "false"],
            "f32" | "f64" => &["0.0", "1.0"],
            "u8" | "u16" | "u32" | "u64" | "usize" | "i16" | "i32" | "i64" | "u128" => &["0", "1"],
            kind if kind.starts_with("Option") => &["None"],
            kind if kind.starts_with("Result < ()") => &["Ok(())"],
            kind if kind.starts_with("Result") => &["Ok(Default::default())"],
            kind if kind.starts_with("impl Iterator") => &[],
            _ => &["Default::default()"],
        };
        for value in values {
            let (start, _) = self.bytes(block);
            let line = signature.ident.span().start().line;
            let what = format!("body of {} -> {value}", signature.ident);
            self.add((start + 1, start + 1), line, (*value).to_owned(), true, what);
        }
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        self.functions.push(signature.ident.to_string());
        self.body(signature, block);
        if signature.constness.is_none() {
            visit::visit_block(self, block);
        }
        self.functions.pop();
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    let words = |attribute: &syn::Attribute| attribute.to_token_stream().to_string();
    attributes
        .iter()
        .map(words)
        .any(|words| words.contains("cfg (test)") || words.contains("# [test]"))
}

/// Part of `if let … && …`: no expression can stand in its place.
fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {}
    fn visit_type_array(&mut self, _: &'ast syn::TypeArray) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_pat(&mut self, _: &'ast syn::Pat) {}

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_impl(&mut self, of: &'ast syn::ItemImpl) {
        let named = of.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        if is_test(&of.attrs) || named.is_some_and(|name| name.ident == "Debug") {
            return;
        }
        self.functions.push(of.self_ty.to_token_stream().to_string());
        visit::visit_item_impl(self, of);
        self.functions.pop();
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test(&function.attrs) {
            self.function(&function.sig, &function.block);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            self.function(&function.sig, &function.block);
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.function(&function.sig, block);
        }
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        let sign = match unary.op {
            syn::UnOp::Not(_) => Some("!"),
            syn::UnOp::Neg(_) if !matches!(&*unary.expr, syn::Expr::Lit(_)) => Some("-"),
            _ => None,
        };
        if let Some(sign) = sign {
            self.expression(unary, self.words(&unary.expr), format!("drop {sign}"));
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = arm.guard.as_ref().filter(|(_, guard)| !has_let(guard)) {
            for value in ["true", "false"] {
                self.expression(&**guard, value.to_owned(), format!("guard -> {value}"));
            }
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let operator = binary.op.to_token_stream().to_string();
        let others: &[&str] = match operator.as_str() {
            "+" => &["-", "*"],
            "-" | "*" => &["+", "/"],
            "/" => &["*", "%"],
            "%" => &["/", "+"],
            "&&" => &["||"],
            "||" => &["&&"],
            "^" => &["|", "&"],
            "&" => &["|", "^"],
            "|" => &["&", "^"],
            "<<" => &[">>"],
            ">>" => &["<<"],
            "==" => &["!="],
            "!=" => &["=="],
            "<" => &["==", ">", "<="],
            "<=" => &[">"],
            ">" => &["==", "<", ">="],
            ">=" => &["<"],
            "+=" => &["-=", "*="],
            "-=" => &["+=", "/="],
            "*=" => &["+=", "/="],
            "/=" => &["*=", "%="],
            "|=" => &["&=", "^="],
            "&=" => &["|=", "^="],
            "^=" => &["|="],
            "<<=" => &[">>="],
            ">>=" => &["<<="],
            _ => &[],
        };
        let joins = matches!(operator.as_str(), "&&" | "||");
        if !(joins && (has_let(&binary.left) || has_let(&binary.right))) {
            let whole = self.words(binary).split_whitespace().collect::<Vec<_>>().join(" ");
            for other in others {
                let replacement =
                    format!("{} {other} {}", self.words(&binary.left), self.words(&binary.right));
                self.expression(binary, replacement, format!("{operator} -> {other} in `{whole}`"));
            }
        }
        visit::visit_expr_binary(self, binary);
    }
}

/// The text with all edits; those within others are made in what is real, and not in what is mutated.
fn edited(text: &str, start: usize, end: usize, edits: &[&Edit]) -> String {
    let (mut out, mut at, mut next) = (String::new(), start, 0);
    while let Some(edit) = edits.get(next) {
        out.push_str(&text[at..edit.start]);
        let same =
            edits[next..].iter().take_while(|e| (e.start, e.end) == (edit.start, edit.end)).count();
        let (here, later) = edits[next..].split_at(same);
        if edit.is_body {
            for Edit { number, replacement, .. } in here {
                out += &format!(
                    "if crate::mutant::is({number}) {{ return /*M{number}*/{replacement}/*E{number}*/; }} "
                );
            }
            (at, next) = (edit.end, next + same);
            continue;
        }
        let inner = later.iter().take_while(|e| e.end <= edit.end).count();
        let mut close = String::new();
        out.push('(');
        for Edit { number, replacement, .. } in here {
            out += &format!(
                "/*B{number}*/if crate::mutant::is({number}) {{ /*M{number}*/{replacement}/*E{number}*/ }} else {{ "
            );
            close.insert_str(0, &format!(" }}/*X{number}*/"));
        }
        out += &edited(text, edit.start, edit.end, &later[..inner]);
        out += &close;
        out.push(')');
        (at, next) = (edit.end, next + same + inner);
    }
    out + &text[at..end]
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name != "tests" => sources(&path, found),
            false if name.ends_with(".rs") && name != "tests.rs" => found.push(path),
            _ => {}
        }
    }
}

fn main() {
    let [folder, first, list, left_out] = env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .expect("SOURCES FIRST_NUMBER LIST LEFT_OUT");
    let left_out: HashSet<u32> = fs::read_to_string(left_out)
        .unwrap_or_default()
        .split_whitespace()
        .map(|n| n.parse().expect("a number"))
        .collect();
    let mut next = first.parse().expect("a number");
    let (mut found, mut files) = (Vec::new(), Vec::new());
    sources(Path::new(&folder), &mut files);
    for path in files {
        let text = fs::read_to_string(&path).expect("a file of text");
        let parsed = syn::parse_file(&text).expect("Rust");
        let starts = text.char_indices().filter(|(_, c)| *c == '\n').map(|(at, _)| at + 1);
        let mut finder = Finder {
            lines: std::iter::once(0).chain(starts).collect(),
            text: &text,
            file: path.display().to_string(),
            functions: Vec::new(),
            edits: Vec::new(),
            next: &mut next,
            list: &mut found,
            left_out: &left_out,
        };
        finder.visit_file(&parsed);
        let mut edits: Vec<&Edit> = finder.edits.iter().collect();
        edits.sort_by_key(|edit| (edit.start, Reverse(edit.end), edit.number));
        fs::write(&path, edited(&text, 0, text.len(), &edits)).expect("written");
    }
    fs::write(list, serde_json::to_string(&found).expect("JSON")).expect("written");
    println!("{} mutations, the next number is {next}", found.len());
}
