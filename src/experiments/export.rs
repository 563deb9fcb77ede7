//! Embeddings as files of other programs: NumPy arrays and Parquet tables.

use super::charts::STEM_MAX;
use crate::analysis::Families;
use crate::data::plain_name;
use crate::experiments::files::{OutputError, write_whole};
use ndarray::Array2;
use ndarray_npy::WriteNpyExt;
use parquet::data_type::{FloatType, Int32Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `STEM.npy`, images x edges, 32-bit floats, and `STEM-labels.npy`.
    Npy,
    /// `STEM.parquet`: a column `label`, and one for each edge, `w0` and so on.
    Parquet,
}

/// What the names of a network's files begin with.
pub fn stem(preset: &str, seed: u64) -> String {
    plain_name(&format!("{preset}-seed{seed}"), STEM_MAX)
}

/// Of the embedding at a time.
pub fn stem_at(stem: &str, ms: f64) -> String {
    format!("{stem}-{ms}ms")
}

/// Of the embedding by some kinds of token.
pub fn stem_of(stem: &str, tokens: &Families) -> String {
    format!("{stem}-{}", tokens.to_string().replace('+', ""))
}

/// What the files of tables with these stems are called.
pub fn names(
    tables: impl Iterator<Item = String>,
    format: Format,
    stem: &str,
) -> impl Iterator<Item = String> {
    let (ending, labels) = match format {
        Format::Npy => ("npy", Some(format!("{stem}-labels.npy"))),
        Format::Parquet => ("parquet", None),
    };
    tables.map(move |table| format!("{table}.{ending}")).chain(labels)
}

/// Rows that are written as a file of their own.
pub struct Exported<'a> {
    /// Stem of the file's name.
    pub stem: String,
    /// Images x dim, in fixed point.
    pub rows: &'a [i16],
    /// Numbers of a row.
    pub dim: usize,
    /// What one unit stands for.
    pub unit: f32,
}

/// Writes tables of the same images, and where the format has no place for labels `STEM-labels`. Returns
/// the files.
///
/// # Errors
/// What the system said.
pub fn write(
    tables: &[Exported],
    labels: &[u8],
    format: Format,
    folder: &Path,
    stem: &str,
) -> Result<Vec<PathBuf>, OutputError> {
    let mut files = Vec::new();
    for table in tables {
        let (name, bytes) = match format {
            Format::Npy => (format!("{}.npy", table.stem), npy(table)),
            Format::Parquet => (format!("{}.parquet", table.stem), parquet(table, labels)),
        };
        let path = folder.join(name);
        let bytes =
            bytes.map_err(|e| OutputError::Content { path: path.clone(), found: e.to_string() })?;
        write_whole(&path, &bytes)?;
        files.push(path);
    }
    if format == Format::Npy {
        let path = folder.join(format!("{stem}-labels.npy"));
        let mut bytes = Vec::new();
        ndarray::ArrayView1::from(labels)
            .write_npy(&mut bytes)
            .map_err(|e| OutputError::Content { path: path.clone(), found: e.to_string() })?;
        write_whole(&path, &bytes)?;
        files.push(path);
    }
    Ok(files)
}

type Encoded = Result<Vec<u8>, Box<dyn std::error::Error>>;

fn npy(&Exported { rows, dim: edges, unit, .. }: &Exported) -> Encoded {
    let values = rows.iter().map(|&w| f32::from(w) * unit).collect();
    let array = Array2::from_shape_vec((rows.len() / edges, edges), values)?;
    let mut bytes = Vec::new();
    array.write_npy(&mut bytes)?;
    Ok(bytes)
}

fn parquet(table: &Exported, labels: &[u8]) -> Encoded {
    let &Exported { rows, dim: edges, unit, .. } = table;
    let mut message = String::from("message embedding { REQUIRED INT32 label;");
    (0..edges).for_each(|edge| _ = write!(message, " REQUIRED FLOAT w{edge};"));
    message += " }";
    let schema = Arc::new(parse_message_type(&message)?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default())?;
    let mut group = writer.next_row_group()?;
    let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
    let mut at = 0;
    while let Some(mut column) = group.next_column()? {
        match at {
            0 => _ = column.typed::<Int32Type>().write_batch(&labels, None, None)?,
            _ => {
                let of_edge = rows.iter().skip(at - 1).step_by(edges);
                let values: Vec<f32> = of_edge.map(|&w| f32::from(w) * unit).collect();
                column.typed::<FloatType>().write_batch(&values, None, None)?;
            }
        }
        column.close()?;
        at += 1;
    }
    group.close()?;
    Ok(writer.into_inner()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray_npy::ReadNpyExt;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use std::fs::File;

    #[test]
    fn what_is_written_is_read_by_the_same_formats() {
        let rows = [4096, -4096, 0, 1, 2, 3];
        let tables = [Exported { stem: "w".into(), rows: &rows, dim: 3, unit: 1.0 / 4096.0 }];
        let folder = tempfile::tempdir().unwrap();
        let files = write(&tables, &[7, 1], Format::Npy, folder.path(), "w").unwrap();
        assert_eq!(files.len(), 2);
        let array = Array2::<f32>::read_npy(File::open(&files[0]).unwrap()).unwrap();
        assert_eq!((array.dim(), array[(0, 0)], array[(0, 1)]), ((2, 3), 1.0, -1.0));

        let named = names(["w".to_owned()].into_iter(), Format::Npy, "w");
        assert!(named.map(|name| folder.path().join(name)).eq(files), "by the same names");

        let files = write(&tables, &[7, 1], Format::Parquet, folder.path(), "w").unwrap();
        let reader = SerializedFileReader::new(File::open(&files[0]).unwrap()).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap()).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].to_string(), "{label: 7, w0: 1.0, w1: -1E0, w2: 0E0}");
    }
}
