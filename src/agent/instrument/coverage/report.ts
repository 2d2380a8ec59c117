/* dist/report.js: lines about the agent and the app's packages, loaded once the app runs. */

export { measureSelf } from '../../self-report/measure-self';
export { bannerOf } from './banner';
export { coverageNews } from './coverage-news';
export { watchProcess } from './watch-process';
