/** Charts of margin trading as Vega-Lite, for `chart(specification, frame)`. */
type Spec = Readonly<Record<string, unknown>>;

interface Lines {
  readonly marginCall: string;
  readonly liquidation: string;
}

/** Of a cross account with 3x. */
const crossLines: Lines = { marginCall: '1.3', liquidation: '1.1' };

/** One at the left and one at the right: over a wide scale the lines are close to each other. */
function lines({ marginCall, liquidation }: Lines): Spec[] {
  const line = (at: string, text: string, color: string, side: 'left' | 'right') => ({
    // Once, and not once for each row.
    transform: [{ aggregate: [{ op: 'count', as: 'rows' }] }],
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 4], color }, encoding: { y: { datum: Number(at) } } },
      {
        mark: { type: 'text', align: side, dx: side === 'left' ? 4 : -4, dy: -6, color },
        encoding: {
          x: { value: side === 'left' ? 0 : 'width' },
          y: { datum: Number(at) },
          text: { value: text },
        },
      },
    ],
  });
  return [
    line(marginCall, `margin call ${marginCall}`, '#c25e00', 'left'),
    line(liquidation, `liquidation ${liquidation}`, '#c9302c', 'right'),
  ];
}

/** Interest per UTC day, stacked by asset. Rows: `day`, `asset`, and a value in one currency. */
export function interestByDay(value = 'interest'): Spec {
  return {
    title: 'Interest charged per day',
    mark: { type: 'bar', tooltip: true },
    encoding: {
      x: {
        field: 'day',
        timeUnit: 'utcyearmonthdate',
        type: 'ordinal',
        title: null,
        axis: { labelAngle: 0, format: '%b %d' },
      },
      y: { field: value, aggregate: 'sum', title: null },
      color: { field: 'asset', title: null },
    },
  };
}

/** Margin level after shocks, with the lines where the margin call and liquidation begin. Rows: `shock`, `level`, `status`. */
export function stress(thresholds: Lines = crossLines): Spec {
  return {
    title: 'Margin level after a change of all prices',
    layer: [
      {
        mark: { type: 'line', point: true, tooltip: true },
        encoding: {
          x: { field: 'shock', type: 'quantitative', axis: { format: '+.0%' }, title: 'change of price' },
          y: { field: 'level', type: 'quantitative', title: 'margin level', scale: { zero: false } },
        },
      },
      ...lines(thresholds),
    ],
  };
}

/** Margin level over time, with the lines where the margin call and liquidation begin. Rows: `time`, `level`, as `marginLevels` gives. */
export function levelOverTime(thresholds: Lines = crossLines): Spec {
  return {
    title: 'Margin level over time',
    layer: [
      {
        mark: { type: 'line', interpolate: 'step-after', tooltip: true },
        encoding: {
          x: { field: 'time', timeUnit: 'utcyearmonthdatehoursminutes', type: 'temporal', title: null },
          y: { field: 'level', type: 'quantitative', title: 'margin level', scale: { zero: false } },
        },
      },
      ...lines(thresholds),
    ],
  };
}

/** Level for each pair of shocks. Rows: `shock`, `other`, `level`. */
export function stressHeat(first: string, second: string): Spec {
  return {
    title: `Margin level when ${first} and ${second} move`,
    layer: [
      {
        mark: { type: 'rect', tooltip: true },
        encoding: {
          color: {
            field: 'level',
            type: 'quantitative',
            title: 'level',
            scale: { domain: [1, 1.1, 1.3, 2], range: ['#c9302c', '#d9730d', '#e3d26f', '#157f5f'], clamp: true },
          },
        },
      },
      {
        // Colours tell danger; how far from it a safe account is, only figures do. Dark on what is bright.
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          text: { field: 'level', type: 'quantitative', format: '.2f' },
          color: { condition: { test: 'datum.level >= 1.2 && datum.level < 1.7', value: '#1f2328' }, value: '#ffffff' },
        },
      },
    ],
    encoding: {
      x: { field: 'shock', type: 'ordinal', title: first, axis: { format: '+.0%', labelAngle: 0 } },
      y: { field: 'other', type: 'ordinal', sort: 'descending', title: second, axis: { format: '+.0%' } },
    },
  };
}
