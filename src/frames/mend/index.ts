/**
 * Mends danfo in place: its frames and series keep their names and methods, so that its documentation stays true, and every
 * result is right for money. Done on the classes that danfo itself makes results from, so that no path leads around it.
 */
import * as danfo from 'danfojs-node';
import { dateRange, mendDates, toDateTime } from './dates.ts';
import { fileMembers, toCSV, toJSON } from './files.ts';
import { frameMath } from './frame-math.ts';
import { frameColumns, mendAssignment } from './frame-columns.ts';
import { frameRows } from './frame-rows.ts';
import { frameValues } from './frame-values.ts';
import { concat, merge } from './join.ts';
import { readCSV, readJSON, streamCSV, streamCsvTransformer } from './read.ts';
import { mendLoading } from './load.ts';
import { framePrinting, seriesPrinting } from './print.ts';
import { frameReshape, seriesReshape } from './reshape.ts';
import { seriesMembers } from './series.ts';
import { FrameClass, install, mendStorage, SeriesClass } from './storage.ts';

mendStorage();
mendLoading();
mendDates();
install(FrameClass.prototype, frameMath);
install(FrameClass.prototype, frameRows);
install(FrameClass.prototype, frameColumns);
install(FrameClass.prototype, frameValues);
install(FrameClass.prototype, frameReshape);
install(FrameClass.prototype, fileMembers);
install(FrameClass.prototype, framePrinting);
install(SeriesClass.prototype, seriesMembers);
install(SeriesClass.prototype, seriesReshape);
install(SeriesClass.prototype, fileMembers);
install(SeriesClass.prototype, seriesPrinting);
mendAssignment(danfo.NDframe.prototype);

/** A module's names that say how it was loaded, and are no part of danfo. */
const loading = ['default', 'module.exports', '__esModule'];

/** danfo's exports, with the mended functions in their places. */
export const mended = {
  ...Object.fromEntries(Object.entries(danfo).filter(([name]) => !loading.includes(name))),
  DataFrame: FrameClass,
  Series: SeriesClass,
  merge,
  concat,
  dateRange,
  toDateTime,
  toCSV,
  toJSON,
  readCSV,
  streamCSV,
  streamCsvTransformer,
  readJSON,
  readExcel: () => Promise.reject(noExcel()),
  toExcel() {
    throw noExcel();
  },
};

/** danfo reads a workbook in a callback, where an error ends the process. */
function noExcel(): Error {
  return new Error(
    'Excel files are not supported in notebooks. Use CSV (readCSV, toCSV) or Parquet (toParquet) instead.',
  );
}
