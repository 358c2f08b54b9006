import type { BigId, DecimalString, Milliseconds } from './common.ts';

/** One transfer into or out of the margin account. */
export interface MarginTransfer {
  amount: DecimalString;
  asset: string;
  status: 'PENDING' | 'CONFIRMED' | 'FAILED';
  timestamp: Milliseconds;
  txId: BigId;
  /** ROLL_IN: into margin. ROLL_OUT: out of it. */
  type: 'ROLL_IN' | 'ROLL_OUT';
  transFrom: string;
  transTo: string;
  /** The isolated pair that it left, or reached. */
  fromSymbol?: string;
  toSymbol?: string;
}

export interface UniversalTransfer {
  asset: string;
  amount: DecimalString;
  type: string;
  status: 'PENDING' | 'CONFIRMED' | 'FAILED';
  tranId: BigId;
  timestamp: Milliseconds;
}

export interface DustConversionDetail {
  transId: BigId;
  serviceChargeAmount: DecimalString;
  amount: DecimalString;
  operateTime: Milliseconds;
  transferedAmount: DecimalString;
  fromAsset: string;
  targetAsset?: string;
}

/** One conversion of small balances. The spelling `Transfered` is Binance's. */
export interface DustConversion {
  operateTime: Milliseconds;
  totalTransferedAmount: DecimalString;
  totalServiceChargeAmount: DecimalString;
  transId: BigId;
  userAssetDribbletDetails: DustConversionDetail[];
}

export interface DustLog {
  total: number;
  userAssetDribblets: DustConversion[];
}

/** One balance that is small enough to be converted to BNB. */
export interface DustAsset {
  asset: string;
  assetFullName: string;
  amountFree: DecimalString;
  toBTC: DecimalString;
  /** What it is worth in BNB, before the service charge. */
  toBNB: DecimalString;
  /** What arrives: `toBNB` less the service charge. */
  toBNBOffExchange: DecimalString;
  /** The service charge, in BNB. */
  exchange: DecimalString;
}

export interface DustAssets {
  details: DustAsset[];
  totalTransferBtc: DecimalString;
  totalTransferBNB: DecimalString;
  /** The service charge as a fraction. */
  dribbletPercentage: DecimalString;
}

export interface DustConverted {
  totalServiceCharge: DecimalString;
  totalTransfered: DecimalString;
  transferResult: {
    amount: DecimalString;
    fromAsset: string;
    operateTime: Milliseconds;
    serviceChargeAmount: DecimalString;
    tranId: BigId;
    transferedAmount: DecimalString;
  }[];
}

/** Wallet data of one coin. Only what margin reads is typed. */
export interface CoinInfo {
  coin: string;
  name: string;
  free: DecimalString;
  locked: DecimalString;
  freeze: DecimalString;
  withdrawing: DecimalString;
  ipoing: DecimalString;
  ipoable: DecimalString;
  storage: DecimalString;
  depositAllEnable: boolean;
  withdrawAllEnable: boolean;
  trading: boolean;
  isLegalMoney: boolean;
  networkList: Record<string, unknown>[];
}
