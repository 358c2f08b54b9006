import type { EndpointName } from './index.ts';

/** One method of the requested interface: its name there, the client's method, and what travels for it. */
export interface RequestedMethod {
  readonly name: string;
  readonly method: string;
  readonly endpoints: readonly EndpointName[];
  /** What is sent or filled in beyond the endpoint itself. */
  readonly note?: string;
}

const one = (name: string, method: string, endpoint: EndpointName, note?: string): RequestedMethod => ({
  name,
  method,
  endpoints: [endpoint],
  ...(note !== undefined && { note }),
});

/** All 36, in the order in which they were asked for. */
export const requestedMethods: readonly RequestedMethod[] = [
  {
    name: 'get_margin_account',
    method: 'getMarginAccount',
    endpoints: ['getMarginAccount', 'getMarginPriceIndex'],
    note: '`indexPrice` is filled in',
  },
  one('get_isolated_margin_account', 'getIsolatedMarginAccount', 'getIsolatedMarginAccount', '`isolated` is filled in'),
  one('get_margin_asset', 'getMarginAsset', 'getMarginAllAssets', 'one row'),
  one('get_margin_symbol', 'getMarginSymbol', 'getMarginAllPairs', 'one row'),
  one('get_margin_all_assets', 'getMarginAllAssets', 'getMarginAllAssets'),
  one('get_margin_all_pairs', 'getMarginAllPairs', 'getMarginAllPairs'),
  one('get_isolated_margin_symbol', 'getIsolatedMarginSymbol', 'getIsolatedMarginAllSymbols', 'one row'),
  one('get_isolated_margin_all_symbols', 'getIsolatedMarginAllSymbols', 'getIsolatedMarginAllSymbols'),
  one('create_margin_order', 'createMarginOrder', 'createMarginOrder'),
  one('cancel_margin_order', 'cancelMarginOrder', 'cancelMarginOrder'),
  one('get_margin_order', 'getMarginOrder', 'getMarginOrder'),
  one('get_open_margin_orders', 'getOpenMarginOrders', 'getOpenMarginOrders'),
  one('get_all_margin_orders', 'getAllMarginOrders', 'getAllMarginOrders'),
  one('get_margin_trades', 'getMarginTrades', 'getMarginTrades'),
  one('create_margin_loan', 'createMarginLoan', 'marginBorrowRepay', 'type BORROW; `symbol` only with `isIsolated`'),
  one('repay_margin_loan', 'repayMarginLoan', 'marginBorrowRepay', 'type REPAY; `symbol` only with `isIsolated`'),
  one('get_margin_loan_details', 'getMarginLoanDetails', 'getMarginBorrowRepayRecords', 'type BORROW'),
  one('get_margin_repay_details', 'getMarginRepayDetails', 'getMarginBorrowRepayRecords', 'type REPAY'),
  one('get_margin_interest_history', 'getMarginInterestHistory', 'getMarginInterestHistory'),
  one('get_margin_force_liquidation_record', 'getMarginForceLiquidationRecord', 'getMarginForceLiquidationRecord'),
  one('margin_stream_get_listen_key', 'marginStreamGetListenKey', 'createMarginListenToken', 'a listen token today'),
  one('margin_stream_keepalive', 'marginStreamKeepalive', 'createMarginListenToken', 'a new token takes its place'),
  {
    name: 'margin_stream_close',
    method: 'marginStreamClose',
    endpoints: [],
    note: '`userDataStream.unsubscribe` on the WebSocket API',
  },
  one('transfer_spot_to_margin', 'transferSpotToMargin', 'makeUniversalTransfer', 'type MAIN_MARGIN'),
  one('transfer_margin_to_spot', 'transferMarginToSpot', 'makeUniversalTransfer', 'type MARGIN_MAIN'),
  one(
    'transfer_isolated_margin_to_spot',
    'transferIsolatedMarginToSpot',
    'makeUniversalTransfer',
    'type ISOLATED_MARGIN_MAIN',
  ),
  one(
    'transfer_spot_to_isolated_margin',
    'transferSpotToIsolatedMargin',
    'makeUniversalTransfer',
    'type MAIN_ISOLATED_MARGIN',
  ),
  one('get_max_margin_loan', 'getMaxMarginLoan', 'getMaxMarginLoan'),
  one('get_max_margin_transfer', 'getMaxMarginTransfer', 'getMaxMarginTransfer'),
  one('get_margin_price_index', 'getMarginPriceIndex', 'getMarginPriceIndex'),
  {
    name: 'get_margin_fee',
    method: 'getMarginFee',
    endpoints: ['getCrossMarginData', 'getTradeFee'],
    note: 'commissions are filled in',
  },
  {
    name: 'get_isolated_margin_fee',
    method: 'getIsolatedMarginFee',
    endpoints: ['getIsolatedMarginFeeData', 'getTradeFee'],
    note: 'one row with `symbol`; commissions are filled in',
  },
  {
    name: 'get_margin_dribblet',
    method: 'getMarginDribblet',
    endpoints: ['getDustAssets', 'getDustLog'],
    note: 'what could be converted, and what was',
  },
  one('margin_dust_log', 'marginDustLog', 'getDustLog', 'accountType MARGIN'),
  one('get_cross_margin_collateral_ratio', 'getCrossMarginCollateralRatio', 'getCrossMarginCollateralRatio'),
  one('get_margin_interest_rate_history', 'getMarginInterestRateHistory', 'getMarginInterestRateHistory'),
];
