/**
 * Error codes: what the exchange says, and what a person can do about it. The paper exchange answers with `says`; the
 * client explains with `advice`. `{}` stands for what differs from case to case, in order.
 */
export interface Code {
  readonly name: string;
  readonly says: string;
  readonly advice?: string;
}

/** General codes: the request, the key, the order. */
const general = {
  [-1000]: { name: 'UNKNOWN', says: 'An unknown error occurred while processing the request.' },
  [-1001]: {
    name: 'DISCONNECTED',
    says: 'Internal error; unable to process your request. Please try again.',
  },
  [-1002]: {
    name: 'UNAUTHORIZED',
    says: 'You are not authorized to execute this request.',
    advice: 'Give the key the permission that this needs: for loans "Enable Margin Loan, Repay & Transfer".',
  },
  [-1003]: {
    name: 'TOO_MANY_REQUESTS',
    says: 'Too many requests; current limit is {} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.',
    advice: 'Wait for the next minute.',
  },
  [-1004]: { name: 'SERVER_BUSY', says: 'Server is busy, please wait and try again.' },
  [-1006]: {
    name: 'UNEXPECTED_RESP',
    says: 'An unexpected response was received from the message bus. Execution status unknown.',
  },
  [-1007]: {
    name: 'TIMEOUT',
    says: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  },
  [-1008]: {
    name: 'SERVER_BUSY',
    says: 'Server is currently overloaded with other requests. Please try again in a few minutes.',
  },
  [-1013]: {
    name: 'INVALID_MESSAGE',
    says: 'Filter failure: {}',
    advice: 'Look at the filters of the pair in the exchange information.',
  },
  [-1014]: { name: 'UNKNOWN_ORDER_COMPOSITION', says: 'Unsupported order combination.' },
  [-1015]: {
    name: 'TOO_MANY_ORDERS',
    says: 'Too many new orders; current limit is {} orders per {}.',
    advice: 'Wait for the next window.',
  },
  [-1016]: { name: 'SERVICE_SHUTTING_DOWN', says: 'This service is no longer available.' },
  [-1020]: { name: 'UNSUPPORTED_OPERATION', says: 'This operation is not supported.' },
  [-1021]: {
    name: 'INVALID_TIMESTAMP',
    says: 'Timestamp for this request is outside of the recvWindow.',
    advice: "Set this machine's clock, or allow a larger recvWindow.",
  },
  [-1022]: {
    name: 'INVALID_SIGNATURE',
    says: 'Signature for this request is not valid.',
    advice: 'The secret does not belong to the key.',
  },
  [-1099]: { name: 'NOT_FOUND', says: 'Not found, unauthenticated, or unauthorized.' },
  [-1100]: {
    name: 'ILLEGAL_CHARS',
    says: "Illegal characters found in parameter '{}'; legal range is '{}'.",
  },
  [-1101]: { name: 'TOO_MANY_PARAMETERS', says: "Too many parameters; expected '{}' and received '{}'." },
  [-1102]: {
    name: 'MANDATORY_PARAM_EMPTY_OR_MALFORMED',
    says: "Mandatory parameter '{}' was not sent, was empty/null, or malformed.",
  },
  [-1103]: { name: 'UNKNOWN_PARAM', says: 'An unknown parameter was sent.' },
  [-1104]: {
    name: 'UNREAD_PARAMETERS',
    says: "Not all sent parameters were read; read '{}' parameter(s) but was sent '{}'.",
  },
  [-1105]: { name: 'PARAM_EMPTY', says: "Parameter '{}' was empty." },
  [-1106]: { name: 'PARAM_NOT_REQUIRED', says: "Parameter '{}' sent when not required." },
  [-1108]: { name: 'PARAM_OVERFLOW', says: "Parameter '{}' overflowed." },
  [-1111]: {
    name: 'BAD_PRECISION',
    says: "Parameter '{}' has too much precision.",
    advice: 'Round to the decimals that the pair or the asset has.',
  },
  [-1112]: { name: 'NO_DEPTH', says: 'No orders on book for symbol.' },
  [-1114]: { name: 'TIF_NOT_REQUIRED', says: 'TimeInForce parameter sent when not required.' },
  [-1115]: { name: 'INVALID_TIF', says: 'Invalid timeInForce.' },
  [-1116]: { name: 'INVALID_ORDER_TYPE', says: 'Invalid orderType.' },
  [-1117]: { name: 'INVALID_SIDE', says: 'Invalid side.' },
  [-1118]: { name: 'EMPTY_NEW_CL_ORD_ID', says: 'New client order ID was empty.' },
  [-1119]: { name: 'EMPTY_ORG_CL_ORD_ID', says: 'Original client order ID was empty.' },
  [-1120]: { name: 'BAD_INTERVAL', says: 'Invalid interval.' },
  [-1121]: { name: 'BAD_SYMBOL', says: 'Invalid symbol.', advice: 'Write the pair as one word, such as BTCUSDT.' },
  [-1125]: { name: 'INVALID_LISTEN_KEY', says: 'This listenKey does not exist.' },
  [-1127]: {
    name: 'MORE_THAN_XX_HOURS',
    says: 'Lookup interval is too big. More than {} hours between startTime and endTime.',
  },
  [-1128]: { name: 'OPTIONAL_PARAMS_BAD_COMBO', says: 'Combination of optional parameters invalid.' },
  [-1130]: { name: 'INVALID_PARAMETER', says: "Data sent for parameter '{}' is not valid." },
  [-1131]: { name: 'BAD_RECV_WINDOW', says: 'recvWindow must be less than 60000.' },
  [-1135]: { name: 'INVALID_JSON', says: 'Invalid JSON Request' },
  [-1145]: { name: 'INVALID_CANCEL_RESTRICTIONS', says: 'Invalid cancelRestrictions.' },
  [-1151]: { name: 'DUPLICATE_SYMBOLS', says: 'Symbol is present multiple times in the list.' },
  [-1209]: { name: 'INVALID_LISTEN_TOKEN', says: 'Invalid listenToken.' },
  [-2008]: { name: 'BAD_API_ID', says: 'Invalid Api-Key ID.', advice: 'The exchange does not know this key.' },
  [-2010]: { name: 'NEW_ORDER_REJECTED', says: '{}' },
  [-2011]: { name: 'CANCEL_REJECTED', says: 'Unknown order sent.', advice: 'The order is not open any more.' },
  [-2013]: { name: 'NO_SUCH_ORDER', says: 'Order does not exist.' },
  [-2014]: {
    name: 'BAD_API_KEY_FMT',
    says: 'API-key format invalid.',
    advice: 'Copy the key again, all 64 characters.',
  },
  [-2015]: {
    name: 'REJECTED_MBX_KEY',
    says: 'Invalid API-key, IP, or permissions for action.',
    advice: 'Check that the key exists, that it allows this address, and that it has the permission.',
  },
  [-2016]: {
    name: 'NO_TRADING_WINDOW',
    says: 'No trading window could be found for the symbol. Try ticker/24hrs instead.',
  },
  [-2026]: {
    name: 'ORDER_ARCHIVED',
    says: 'Order was canceled or expired with no executed qty over 90 days ago and has been archived.',
  },
  [-2035]: { name: 'SUBSCRIPTION_ACTIVE', says: 'User Data Stream subscription already active.' },
  [-2036]: { name: 'SUBSCRIPTION_INACTIVE', says: 'User Data Stream subscription not active.' },
  [-2042]: { name: 'SUBSCRIPTION_IDS_EXHAUSTED', says: 'User Data Stream subscription ids are exhausted.' },
} as const satisfies Record<number, Code>;

/** Codes of margin, of transfers and of small balances. */
const margin = {
  [-3000]: { name: 'INNER_FAILURE', says: 'Internal server error.' },
  [-3001]: { name: 'NEED_ENABLE_2FA', says: 'Please enable 2FA first.' },
  [-3002]: { name: 'ASSET_DEFICIENCY', says: "We don't have this asset." },
  [-3003]: {
    name: 'NO_OPENED_MARGIN_ACCOUNT',
    says: 'Margin account does not exist.',
    advice: 'Open margin at the exchange first.',
  },
  [-3004]: { name: 'TRADE_NOT_ALLOWED', says: 'Trade not allowed.' },
  [-3005]: { name: 'TRANSFER_OUT_NOT_ALLOWED', says: 'Transferring out not allowed.' },
  [-3006]: {
    name: 'EXCEED_MAX_BORROWABLE',
    says: 'Your borrow amount has exceed maximum borrow amount.',
    advice: 'Borrow at most what getMaxMarginLoan gives.',
  },
  [-3007]: {
    name: 'HAS_PENDING_TRANSACTION',
    says: 'You have pending transaction, please try again later.',
    advice: 'Loans have to be 100 ms apart; another program may be borrowing or repaying.',
  },
  [-3008]: { name: 'BORROW_NOT_ALLOWED', says: 'Borrow not allowed.' },
  [-3009]: {
    name: 'ASSET_NOT_MORTGAGEABLE',
    says: 'This asset are not allowed to transfer into margin account currently.',
  },
  [-3010]: { name: 'REPAY_NOT_ALLOWED', says: 'Repay not allowed.' },
  [-3011]: { name: 'BAD_DATE_RANGE', says: 'Your input date is invalid.' },
  [-3012]: { name: 'ASSET_ADMIN_BAN_BORROW', says: 'Borrow is banned for this asset.' },
  [-3013]: {
    name: 'LT_MIN_BORROWABLE',
    says: 'Borrow amount less than minimum borrow amount.',
    advice: 'The minimum is userMinBorrow in getMarginAllAssets.',
  },
  [-3014]: { name: 'ACCOUNT_BAN_BORROW', says: 'Borrow is banned for this account.' },
  [-3015]: {
    name: 'REPAY_EXCEED_LIABILITY',
    says: 'Repay amount exceeds borrow amount.',
    advice: 'Repay at most borrowed plus interest, read again just before.',
  },
  [-3016]: { name: 'LT_MIN_REPAY', says: 'Repay amount less than minimum repay amount.' },
  [-3017]: {
    name: 'ASSET_ADMIN_BAN_MORTGAGE',
    says: 'This asset are not allowed to transfer into margin account currently.',
  },
  [-3018]: { name: 'ACCOUNT_BAN_MORTGAGE', says: 'Transferring in has been banned for this account.' },
  [-3019]: { name: 'ACCOUNT_BAN_ROLLOUT', says: 'Transferring out has been banned for this account.' },
  [-3020]: {
    name: 'EXCEED_MAX_ROLLOUT',
    says: 'Transfer out amount exceeds max amount.',
    advice: 'Transfer at most what getMaxMarginTransfer gives.',
  },
  [-3021]: { name: 'PAIR_ADMIN_BAN_TRADE', says: 'Margin account are not allowed to trade this trading pair.' },
  [-3022]: { name: 'ACCOUNT_BAN_TRADE', says: "You account's trading is banned." },
  [-3023]: {
    name: 'WARNING_MARGIN_LEVEL',
    says: "You can't transfer out/place order under current margin level.",
    advice: 'Repay debt or transfer collateral in first.',
  },
  [-3024]: {
    name: 'FEW_LIABILITY_LEFT',
    says: 'The unpaid debt is too small after this repayment.',
    advice: 'Repay all of it.',
  },
  [-3025]: { name: 'INVALID_EFFECTIVE_TIME', says: 'Your input date is invalid.' },
  [-3026]: { name: 'VALIDATION_FAILED', says: 'Your input param is invalid.' },
  [-3027]: { name: 'NOT_VALID_MARGIN_ASSET', says: 'Not a valid margin asset.' },
  [-3028]: { name: 'NOT_VALID_MARGIN_PAIR', says: 'Not a valid margin pair.' },
  [-3029]: { name: 'TRANSFER_FAILED', says: 'Transfer failed.' },
  [-3036]: { name: 'ACCOUNT_BAN_REPAY', says: 'This account is not allowed to repay.' },
  [-3037]: { name: 'PNL_CLEARING', says: 'PNL is clearing. Wait a second.' },
  [-3038]: { name: 'LISTEN_KEY_NOT_FOUND', says: 'Listen key not found.' },
  [-3041]: { name: 'BALANCE_NOT_CLEARED', says: 'Balance is not enough' },
  [-3042]: { name: 'PRICE_INDEX_NOT_FOUND', says: 'PriceIndex not available for this margin pair.' },
  [-3043]: { name: 'TRANSFER_IN_NOT_ALLOWED', says: 'Transferring in not allowed.' },
  [-3044]: { name: 'SYSTEM_BUSY', says: 'System busy.' },
  [-3045]: {
    name: 'SYSTEM',
    says: "The system doesn't have enough asset now.",
    advice: 'The platform has no more of it to lend; getMarginAvailableInventory says how much there is.',
  },
  [-3064]: {
    name: 'EXCEED_PRICE_LIMIT',
    says: 'The limit price needs to be within (-15%, 15%) of current index price for this margin trading pair.',
  },
  [-3065]: {
    name: 'EXCEED_DELIST_TRANSFER_CAP',
    says: 'Transfer amount exceeds what may be moved before the asset is delisted.',
  },
  [-3067]: { name: 'ASSET_BAN_TRADE', says: 'This asset is currently not supported for margin trading.' },
  [-3999]: { name: 'NOT_WHITELIST_USER', says: 'This function is only available for invited users.' },
  [-4047]: { name: 'CAPITAL_DATE_INTERVAL_LIMIT', says: 'Time interval must be within 0-{} days' },
  [-5001]: { name: 'ASSET_DRIBBLET_NOT_ALLOWED', says: "Don't allow transfer to micro assets." },
  [-5002]: { name: 'INSUFFICIENT_BALANCE', says: 'You have insufficient balance.' },
  [-5003]: { name: 'NO_SUCH_ASSET', says: "You don't have this asset." },
  [-5004]: { name: 'DUST_TOO_LARGE', says: 'The residual balances of {} have exceeded 0.001BTC, Please re-choose.' },
  [-5005]: { name: 'DUST_TOO_SMALL', says: 'The residual balances of {} is too low, Please re-choose.' },
  [-5006]: { name: 'DUST_TOO_SOON', says: 'Only transfer once in 24 hours.' },
  [-5007]: { name: 'QUANTITY_NOT_POSITIVE', says: 'Quantity must be greater than zero.' },
  [-5008]: { name: 'DUST_AMOUNT_INSUFFICIENT', says: 'Insufficient amount of returnable assets.' },
  [-5009]: { name: 'DUST_PRODUCT_UNKNOWN', says: 'Product does not exist.' },
  [-5010]: { name: 'ASSET_TRANSFER_FAILED', says: 'Asset transfer fail.' },
  [-5011]: { name: 'FUTURE_ACCOUNT_UNKNOWN', says: 'future account not exists.' },
  [-5012]: { name: 'ASSET_TRANSFER_PENDING', says: 'Asset transfer is in pending.' },
  [-11001]: {
    name: 'ISOLATED_ACCOUNT_UNKNOWN',
    says: 'Isolated margin account does not exist.',
    advice: 'Transfer something into the pair first: that makes its account.',
  },
  [-11008]: {
    name: 'ISOLATED_EXCEED_MAX_BORROWABLE',
    says: "Exceeding the account's maximum borrowable limit.",
    advice: 'Borrow at most what getMaxMarginLoan gives for the pair.',
  },
  [-20204]: { name: 'MARGIN_ORDER_BLOCKED', says: 'Filter failure: NOTIONAL' },
  [-21003]: {
    name: 'MARGIN_ASSETS_UNREADABLE',
    says: 'Fail to retrieve margin assets.',
    advice: 'Ask at most twice a second.',
  },
} as const satisfies Record<number, Code>;

export const codes = { ...general, ...margin };
export type KnownCode = keyof typeof codes;

/**
 * Codes after which it is open whether the request was carried out: the exchange lost sight of it itself, was too busy
 * to say (-1004, -1008, -3044), or has it still before it (-5012). Every reply with a status of 500 or more counts as well.
 */
export const unknownOutcomeCodes: ReadonlySet<number> = new Set([
  -1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -5012,
]);

export function codeOf(code: number): Code | undefined {
  return (codes as Record<number, Code | undefined>)[code];
}

/** The exchange's wording of a code, with what differs filled in. */
export function wording(code: KnownCode, ...details: readonly (string | number)[]): string {
  let next = 0;
  return codes[code].says.replace(/\{\}/g, () => String(details[next++] ?? ''));
}
