export {
  endLinks,
  type LinkPurpose,
  makeLink,
  type OneTimeLink,
  readLink,
  useLink,
} from './one-time-links.ts';
