/* The chunk `report`: what is said of an app's packages once it runs. */
export { coverageNews } from './coverage-news';
