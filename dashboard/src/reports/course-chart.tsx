// The legend's swatches come from the core, whose styles hold only what is in use elsewhere.
import '@mantine/core/styles/ColorSwatch.layer.css';
import '@mantine/charts/styles.layer.css';
import { AreaChart, BarChart } from '@mantine/charts';
import { formatCount } from '../ui/format.ts';
import type { Point } from './course.ts';

const series = [
  { name: 'opens', label: 'Opens', color: 'var(--mm-accent)' },
  { name: 'clicks', label: 'Clicks', color: 'light-dark(#b07d22, #e5b866)' },
];

/** Bars for each span, or areas that grow. */
export default function CourseChart({ points, added }: { points: Point[]; added: boolean }) {
  const common = {
    h: 280,
    data: points,
    dataKey: 'label',
    series,
    withLegend: true,
    valueFormatter: formatCount,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    legendProps: { verticalAlign: 'top' as const, height: 36 },
    yAxisProps: { width: 44, allowDecimals: false },
    xAxisProps: { minTickGap: 24 },
  };
  return added ? (
    <AreaChart {...common} curveType="monotone" withDots={points.length < 3} fillOpacity={0.12} />
  ) : (
    <BarChart {...common} maxBarWidth={28} barProps={{ radius: [4, 4, 0, 0] }} />
  );
}
