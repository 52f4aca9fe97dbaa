//! What a shop is set up with: its people, its plans, whom its QRs pay, and
//! where its secrets may go.

pub mod destinations;
pub mod payee;
pub mod people;
pub mod plans;
