//! What is answered about the settings.

mod destinations;
