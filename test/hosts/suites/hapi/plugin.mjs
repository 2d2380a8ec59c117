export const name = 'module';
export const register = async server => {
  server.route({ method: 'GET', path: '/module', handler: () => 'of a module' });
};
