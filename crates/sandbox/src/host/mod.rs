//! What any stand-in needs: a port that can be shut, connections that can be
//! cut, faults, notices on their way, a clock, and what outlives a restart.

pub(crate) mod chance;
pub(crate) mod clock;
pub(crate) mod config;
pub(crate) mod door;
pub(crate) mod fault;
pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod memory;
pub(crate) mod money;
pub(crate) mod server;
pub(crate) mod store;
pub(crate) mod webhooks;
