// The legend's swatches come from the core, whose styles hold only what is in use elsewhere.
import '@mantine/core/styles/ColorSwatch.layer.css';
import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import type { Usage } from '#server/activity/contract.ts';
import { formatCount, formatDay } from '../../ui/format.ts';
import { mostUsed } from './most-used.ts';

const colours = [
  'var(--mm-accent)',
  'light-dark(#b07d22, #e5b866)',
  'light-dark(#3f7f6b, #7fc4ac)',
  'light-dark(#4a6fa5, #8fb2e3)',
];
const rest = 'light-dark(#a39c95, #6f6862)';

/** Stacked bars, a week each: the features used most, and all others together. */
export default function UsageChart({ usage }: { usage: Usage }) {
  const parts = mostUsed(usage, colours.length);
  return (
    <BarChart
      h={300}
      type="stacked"
      data={usage.weeks.map((week, index) => ({
        week: formatDay(week, 'UTC'),
        ...Object.fromEntries(parts.map(({ name, uses }) => [name, uses[index]])),
      }))}
      dataKey="week"
      series={parts.map(({ name, isRest }, index) => ({ name, color: isRest ? rest : colours[index]! }))}
      withLegend
      legendProps={{ verticalAlign: 'top', height: 56 }}
      valueFormatter={formatCount}
      gridAxis="x"
      tickLine="none"
      yAxisProps={{ width: 44, allowDecimals: false }}
      xAxisProps={{ minTickGap: 24 }}
      maxBarWidth={28}
    />
  );
}
