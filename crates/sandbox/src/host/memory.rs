//! What a sandbox remembers: the notices on their way, and a part for each
//! provider. One lock is held over all of it, so that a payment and its notices
//! go into the state file together.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::host::notices::Notices;

/// Bytes kept of one received body.
pub const RECEIVED_BYTES_MAX: usize = 4 * 1024;
/// Entries that the state file holds of each list, the newest ones.
pub const STATE_FILE_ENTRIES_MAX: usize = 500;

/// What a stand-in remembers of its provider.
pub(crate) trait Part: Any + fmt::Debug + Send {
    /// What goes into the state file.
    fn to_keep(&self) -> Box<dyn Part>;

    /// Its members of the state file's object.
    fn members(&self) -> serde_json::Result<Map<String, Value>>;

    /// Reads its members out of the state file's object.
    fn read(file: &Value) -> serde_json::Result<Self>
    where
        Self: Sized;
}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) notices: Notices,
    parts: Vec<Box<dyn Part>>,
}

impl Memory {
    pub(crate) fn of(notices: Notices) -> Self {
        Self {
            notices,
            parts: Vec::new(),
        }
    }

    /// Each stand-in adds its part when it is made.
    pub(crate) fn add(&mut self, part: impl Part) {
        self.parts.push(Box::new(part));
    }

    pub(crate) fn part<P: Part>(&mut self) -> &mut P {
        self.part_and_notices().0
    }

    pub(crate) fn part_and_notices<P: Part>(&mut self) -> (&mut P, &mut Notices) {
        let part = self
            .parts
            .iter_mut()
            .find_map(|part| (part.as_mut() as &mut dyn Any).downcast_mut())
            .expect("a stand-in asks for the part that it added when it was made");
        (part, &mut self.notices)
    }

    /// What goes into the state file.
    pub(crate) fn to_keep(&self) -> Self {
        Self {
            notices: self.notices.to_keep(),
            parts: self.parts.iter().map(|part| part.to_keep()).collect(),
        }
    }

    /// The state file's object.
    pub(crate) fn members(&self) -> serde_json::Result<Map<String, Value>> {
        let mut members = members_of(&self.notices)?;
        for part in &self.parts {
            members.extend(part.members()?);
        }
        Ok(members)
    }
}

/// The members of what is written as a JSON object.
pub(crate) fn members_of(value: &impl Serialize) -> serde_json::Result<Map<String, Value>> {
    Map::deserialize(serde_json::to_value(value)?)
}

pub(crate) fn keep_last<T>(entries: &mut VecDeque<T>, max: usize) {
    while entries.len() > max {
        entries.pop_front();
    }
}

pub(crate) fn last<T: Clone>(entries: &VecDeque<T>) -> VecDeque<T> {
    let surplus = entries.len().saturating_sub(STATE_FILE_ENTRIES_MAX);
    entries.iter().skip(surplus).cloned().collect()
}
