//! The setup of a shop: its people, plans and payee, and where its secrets may
//! be sent.

pub mod destinations;
pub mod fixed_qr;
pub mod payee;
pub mod people;
pub mod plans;
