export * from './addresses';
export * from './files';
export * from './instrumentations';
export * from './lists';
export * from './numbers';
export * from './pairs';
export * from './plain';
