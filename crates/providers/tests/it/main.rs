//! The providers' clients against a scripted server, answer by answer. The
//! till's tests cover the sandbox.

#[cfg(test)]
mod bind;
#[cfg(test)]
mod pagouno;
#[cfg(test)]
mod stub;
#[cfg(test)]
mod totalcoin;
