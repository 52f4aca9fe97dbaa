//! The providers' clients against servers written by hand here, answer by
//! answer. Not against the sandbox: that is checked through the till.

#[cfg(test)]
mod pagouno;
#[cfg(test)]
mod stub;
#[cfg(test)]
mod totalcoin;
