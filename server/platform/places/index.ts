export { nowhere, openPlaces, type Places } from './open-places.ts';
export { readPlaces } from './read-places.ts';
