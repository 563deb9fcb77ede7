//! `cache`: what is kept between runs.

use super::say::escaped;
use crate::data::Cache;
use crate::experiments::words::thousands;
use anyhow::Result;
use std::io::Write;

pub(super) fn run(cache: &Cache, is_cleared: bool, out: &mut dyn Write) -> Result<()> {
    let bytes = thousands(cache.size_bytes()? as usize);
    writeln!(out, "folder   {}", escaped(&cache.folder().display().to_string()))?;
    if is_cleared {
        cache.clear()?;
        writeln!(out, "cleared  {bytes} bytes")?;
    } else {
        writeln!(out, "size     {bytes} bytes")?;
    }
    Ok(())
}
