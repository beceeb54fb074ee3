// Imports go one way (docs/architecture.md). A folder may import itself and folders of earlier layers only.
const layers = [
  ['analytics', 'common'],
  ['config', 'content'],
  ['engine', 'catalog', 'http', 'jobs', 'compute'],
  ['datasets'],
  ['metrics'],
  ['blocks'],
  ['dashboards', 'reports'],
  ['alerts', 'contracts', 'delivery', 'identity'],
];
const under = (names) => `^apps/server/src/(${names.join('|')})/`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'analytics-is-pure',
      severity: 'error',
      from: { path: under(['analytics']), pathNot: '\\.spec\\.ts$' },
      // Distribution functions are as pure as the rest.
      to: { pathNot: [under(['analytics', 'common']), '^node_modules/@stdlib/'] },
    },
    ...layers.map((names, i) => ({
      name: `layer-${names.join('-')}`,
      severity: 'error',
      from: { path: under(names), pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          '^apps/server/src/(app\\.module|steps\\.module|server|main|cli|commands)',
          ...layers.slice(i + 1).map(under),
        ],
      },
    })),
    { name: 'not-to-spec', severity: 'error', from: {}, to: { path: '\\.spec\\.ts$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
