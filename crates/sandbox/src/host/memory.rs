//! The state of a sandbox: the queued notices, and a part for each provider.
//! One lock guards all of it, so that a payment and its notices are written
//! into the state file together.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::host::notices::Notices;

/// How many bytes of a received body are kept.
pub const RECEIVED_BYTES_MAX: usize = 4 * 1024;
/// How many entries of each list the state file has, the newest ones.
pub const STATE_FILE_ENTRIES_MAX: usize = 500;

/// The state of one provider's stand-in.
pub(crate) trait Part: Any + fmt::Debug + Send {
    /// The part of it that the state file stores.
    fn to_keep(&self) -> Box<dyn Part>;

    /// Its members in the state file's object.
    fn members(&self) -> serde_json::Result<Map<String, Value>>;

    /// Reads its members from the state file's object.
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

    /// Adds the part of a new stand-in.
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

    /// The part of it that the state file stores.
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

/// The members of a value that is written as a JSON object.
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
