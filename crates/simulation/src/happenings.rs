//! Lets the scheduled events happen at their moment, whether a till runs or not.

use crate::world::{Happening, Shared, World};
use crate::{bind, customer, issuer, provider, relay, wallet};
use domain::UnixMs;

/// Lets the scheduled events happen, forever.
pub(crate) async fn turn(shared: &Shared) {
    loop {
        let next = shared.with(happen_until_now);
        let nap_ms = next.map_or(i64::from(u32::MAX), |next| next.since_ms(shared.now()));
        shared.stirred_or_ms(nap_ms).await;
    }
}

/// Lets everything happen that is due; returns the moment of the next event.
fn happen_until_now(world: &mut World) -> Option<UnixMs> {
    loop {
        match world.next_due()? {
            Err(at) => return Some(at),
            Ok(Happening::Order(arriving)) => provider::arrive(world, *arriving),
            Ok(Happening::Charge(arriving)) => issuer::arrive(world, *arriving),
            Ok(Happening::Pay(paying)) => customer::pay(world, &paying),
            Ok(Happening::Report(arriving)) => bind::arrive(world, *arriving),
            Ok(Happening::PayWallet(paying)) => wallet::pay(world, &paying),
            Ok(Happening::Post(posting)) => relay::post(world, posting),
        }
    }
}
