//! The fixed QR: charging by it, what the customer says, and making a new one.

use crate::dto::{
    ChargeFixedQr, Done, FixedQrView, MakeFixedQr, PaymentRef, SettleFixedGroup, TakeBack, TrayView,
};
use crate::{Admitted, ApiError, ErrorCode, TillApi};

impl Admitted<'_, TillApi> {
    pub async fn charge_fixed_qr(&self, _takes: ChargeFixedQr) -> Result<Done, ApiError> {
        Err(ErrorCode::NoFixedQr.into())
    }
    pub async fn declare(&self, _takes: PaymentRef) -> Result<Done, ApiError> {
        Err(ErrorCode::NoFixedQr.into())
    }
    pub async fn take_back(&self, _takes: TakeBack) -> Result<Done, ApiError> {
        Err(ErrorCode::NoFixedQr.into())
    }
    pub async fn make_fixed_qr(&self, _takes: MakeFixedQr) -> Result<FixedQrView, ApiError> {
        Err(ErrorCode::NoFixedQr.into())
    }
    pub async fn settle_fixed_group(&self, _takes: SettleFixedGroup) -> Result<TrayView, ApiError> {
        Err(ErrorCode::ItemUnknown.into())
    }
}
