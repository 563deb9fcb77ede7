//! A change of some fields of what is set, as plain data: of what is remembered between starts, of what panels look at.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Fields that were changed and what they are now, by name; others may change other fields meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Change(Map<String, Value>);

impl Change {
    /// What `change` does to `now`; none if nothing.
    pub fn of<T: Clone + PartialEq + Serialize>(
        now: &T,
        change: impl FnOnce(&mut T),
    ) -> Option<Change> {
        let mut changed = now.clone();
        change(&mut changed);
        // Panels ask in every frame, and nearly always nothing has changed.
        if changed == *now {
            return None;
        }
        let before = fields(now);
        let mut after = fields(&changed);
        after.retain(|name, value| before.get(name) != Some(value));
        Some(Change(after))
    }

    /// What becomes of `now`. A field that there is not is left out; none where a value is of another kind.
    pub fn made<T: Serialize + DeserializeOwned>(&self, now: &T) -> Option<T> {
        let mut now = fields(now);
        let known = self.0.iter().filter(|(name, _)| now.contains_key(*name));
        let known: Vec<_> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
        now.extend(known);
        serde_json::from_value(Value::Object(now)).ok()
    }
}

/// The fields by name.
fn fields(of: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(of) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}
