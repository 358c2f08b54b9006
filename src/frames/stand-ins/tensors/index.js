'use strict';
// What danfo asks of TensorFlow, in float64. TensorFlow itself computes in float32 (0.1 + 0.2 is off in the eighth digit,
// and a time in milliseconds loses minutes), needs a native download, and is fifty times this program's size.
// Tensors here have rank 0, 1 or 2; a missing value is NaN, and stays NaN through arithmetic.

class Tensor {
  /**
   * @param {Float64Array} values in row order
   * @param {number[]} shape
   */
  constructor(values, shape) {
    this.values = values;
    this.shape = shape;
    this.rank = shape.length;
    this.dtype = 'float64';
    this.size = values.length;
  }

  /** @param {Tensor} other */
  add(other) {
    return combine(this, other, (a, b) => a + b);
  }
  /** @param {Tensor} other */
  sub(other) {
    return combine(this, other, (a, b) => a - b);
  }
  /** @param {Tensor} other */
  mul(other) {
    return combine(this, other, (a, b) => a * b);
  }
  /** @param {Tensor} other */
  div(other) {
    return combine(this, other, (a, b) => a / b);
  }
  /** @param {Tensor} other */
  divNoNan(other) {
    return combine(this, other, (a, b) => (b === 0 ? 0 : a / b));
  }
  /** @param {Tensor} other */
  pow(other) {
    return combine(this, other, (a, b) => a ** b);
  }
  /** The sign follows the divisor, as in TensorFlow and Python. @param {Tensor} other */
  mod(other) {
    return combine(this, other, (a, b) => a - Math.floor(a / b) * b);
  }
  /** @param {Tensor} other */
  greater(other) {
    return combine(this, other, (a, b) => (a > b ? 1 : 0));
  }
  /** @param {Tensor} other */
  less(other) {
    return combine(this, other, (a, b) => (a < b ? 1 : 0));
  }
  /** @param {Tensor} other */
  greaterEqual(other) {
    return combine(this, other, (a, b) => (a >= b ? 1 : 0));
  }
  /** @param {Tensor} other */
  lessEqual(other) {
    return combine(this, other, (a, b) => (a <= b ? 1 : 0));
  }
  /** @param {Tensor} other */
  equal(other) {
    return combine(this, other, (a, b) => (a === b ? 1 : 0));
  }
  /** @param {Tensor} other */
  notEqual(other) {
    return combine(this, other, (a, b) => (a === b ? 0 : 1));
  }
  sqrt() {
    return new Tensor(this.values.map(Math.sqrt), this.shape);
  }
  clone() {
    return new Tensor(this.values.slice(), [...this.shape]);
  }

  transpose() {
    const [rows, columns] = grid(this);
    const turned = new Float64Array(this.size);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        turned[column * rows + row] = at(this.values, row * columns + column);
      }
    }
    return new Tensor(turned, [columns, rows]);
  }

  max() {
    return reduce(this, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity));
  }
  min() {
    return reduce(this, (values) => values.reduce((a, b) => Math.min(a, b), Infinity));
  }
  mean() {
    return reduce(this, mean);
  }
  argMax() {
    return scalar(best(this.values, (a, b) => a > b));
  }
  argMin() {
    return scalar(best(this.values, (a, b) => a < b));
  }

  dataSync() {
    return this.values;
  }
  arraySync() {
    if (this.rank === 0) return at(this.values, 0);
    if (this.rank === 1) return Array.from(this.values);
    const [rows, columns] = grid(this);
    return Array.from({ length: rows }, (_, row) =>
      Array.from(this.values.subarray(row * columns, (row + 1) * columns)),
    );
  }
  dispose() {}
}

/** @param {Float64Array} values @param {number} place */
function at(values, place) {
  return /** @type {number} */ (values[place]);
}

/**
 * Rows and columns of a tensor; a vector is one row, as broadcasting wants it.
 * @param {Tensor} tensor
 * @returns {[number, number]}
 */
function grid(tensor) {
  const [first = 1, second] = tensor.shape;
  return second === undefined ? [1, first] : [first, second];
}

/** Place of the value that beats all others. @param {Float64Array} values @param {(a: number, b: number) => boolean} beats */
function best(values, beats) {
  let place = 0;
  values.forEach((value, candidate) => {
    if (beats(value, at(values, place))) place = candidate;
  });
  return place;
}

/** @param {Float64Array} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Element by element, a side of length one repeated along that axis.
 * @param {Tensor} left
 * @param {Tensor} right
 * @param {(left: number, right: number) => number} operation
 */
function combine(left, right, operation) {
  const [leftRows, leftColumns] = grid(left);
  const [rightRows, rightColumns] = grid(right);
  const rows = Math.max(leftRows, rightRows);
  const columns = Math.max(leftColumns, rightColumns);
  const fits = (/** @type {number} */ have, /** @type {number} */ want) => have === want || have === 1;
  if (
    ![leftRows, rightRows].every((have) => fits(have, rows)) ||
    ![leftColumns, rightColumns].every((have) => fits(have, columns))
  )
    throw new RangeError(`Shapes [${left.shape.join(', ')}] and [${right.shape.join(', ')}] cannot be combined.`);
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const leftRow = leftRows === 1 ? 0 : row * leftColumns;
    const rightRow = rightRows === 1 ? 0 : row * rightColumns;
    for (let column = 0; column < columns; column++) {
      result[row * columns + column] = operation(
        at(left.values, leftRow + (leftColumns === 1 ? 0 : column)),
        at(right.values, rightRow + (rightColumns === 1 ? 0 : column)),
      );
    }
  }
  const rank = Math.max(left.rank, right.rank);
  return new Tensor(result, rank === 2 ? [rows, columns] : rank === 1 ? [columns] : []);
}

/**
 * Along the first axis: a vector becomes a number, a grid becomes one number per column.
 * @param {Tensor} tensor
 * @param {(values: Float64Array) => number} operation
 */
function reduce(tensor, operation) {
  if (tensor.rank < 2) return scalar(operation(present(tensor.values)));
  const [rows, columns] = grid(tensor);
  const turned = tensor.transpose().values;
  const result = Float64Array.from({ length: columns }, (_, column) =>
    operation(present(turned.subarray(column * rows, (column + 1) * rows))),
  );
  return new Tensor(result, [columns]);
}

/** What there is of a column: one missing value leaves the others their mean and their bounds. @param {Float64Array} values */
function present(values) {
  return values.filter((value) => !Number.isNaN(value));
}

/** @param {unknown} value */
function toNumber(value) {
  if (value === null || value === undefined || value === '') return NaN;
  return Number(value instanceof Date ? value.getTime() : value);
}

/** @param {unknown} value */
function scalar(value) {
  return new Tensor(Float64Array.of(toNumber(value)), []);
}

/** @param {ArrayLike<unknown>} values */
function tensor1d(values) {
  return new Tensor(Float64Array.from(values, toNumber), [values.length]);
}

/**
 * @param {ArrayLike<unknown>} values rows, or all values in row order when a shape is given
 * @param {[number, number]} [shape]
 */
function tensor2d(values, shape) {
  const flat = Array.from(values).flat();
  const rows = shape ? shape[0] : values.length;
  const columns = shape ? shape[1] : rows === 0 ? 0 : flat.length / rows;
  if (rows * columns !== flat.length)
    throw new RangeError(`${flat.length} values do not fill ${rows} rows of ${columns} columns.`);
  return new Tensor(Float64Array.from(flat, toNumber), [rows, columns]);
}

/** Mean and population variance along the first axis. @param {Tensor} tensor */
function moments(tensor) {
  const variance = reduce(tensor, (values) => {
    const centre = mean(values);
    return mean(values.map((value) => (value - centre) ** 2));
  });
  return { mean: tensor.mean(), variance };
}

module.exports = {
  Tensor,
  scalar,
  tensor1d,
  tensor2d,
  moments,
};
