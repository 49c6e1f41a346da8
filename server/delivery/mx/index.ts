export {
  createMxWays,
  type MxFound,
  type MxOptions,
  type MxServer,
  type MxWay,
  type MxWays,
} from './create-mx-ways.ts';
