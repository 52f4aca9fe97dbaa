//! The sums of a journal, from which the views are made: what only the order of
//! all lines tells, and the sum of one subject at a time. A rebuild and `verify`
//! take them in this way, so that neither needs memory for the whole history.

mod subjects;
mod timeline;

pub(crate) use subjects::{Grouped, SUMMED, SubjectSum};
pub(crate) use timeline::Timeline;
