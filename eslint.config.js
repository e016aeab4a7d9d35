import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Which rooms a room may not import from; the arrows of CONTRIBUTING.md. */
const gi = { regex: '^gi:', message: 'The pure part runs under Node as well: take it as an argument.' };
const node = { regex: '^node:', message: 'This runs in gjs, which has no Node modules.' };
const resource = { regex: '^resource:', message: "These modules exist only inside GNOME Shell's processes." };
const widgets = {
    regex: '^gi://(Gtk|Gdk|Adw|GdkPixbuf)(\\?|$)',
    message: 'GNOME Shell is not a GTK program: Gtk, Gdk and Adw must not be loaded into it.',
};
const compositor = {
    regex: '^gi://(Clutter|Meta|St|Shell|Mtk|Cogl)(\\?|$)|^resource:///org/gnome/shell/(ui|misc)/',
    message: "Preferences run in a GTK process: the compositor's libraries must not be loaded into it.",
};
const rooms = (...names) => ({
    regex: `^\\.{1,2}/(.*/)?(${names.join('|')})(/|\\.js$)`,
    message: 'The arrows between the rooms run one way: see CONTRIBUTING.md.',
});
const imports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

/** Calls that wait for the disk or a child process, by the name of the method. */
const blockingCalls = [
    'load_contents',
    'load_bytes',
    'replace_contents',
    'query_info',
    'query_exists',
    'enumerate_children',
    'communicate',
    'communicate_utf8',
    'wait',
    'wait_check',
    'call_sync',
    'spawn_sync',
    'spawn_command_line_sync',
    'file_get_contents',
    'file_set_contents',
    'file_test',
    'read_line',
    'read_line_utf8',
    'read_upto',
].join('|');

const pureGlobals = [
    'imports',
    'print',
    'printerr',
    'log',
    'logError',
    'console',
    'process',
    'setTimeout',
    'setInterval',
];

export default defineConfig(
    { ignores: ['build/', 'node_modules/'] },
    {
        files: ['**/*.ts'],
        extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
        languageOptions: {
            parserOptions: {
                project: ['tsconfig.json', 'tests/tsconfig.json'],
                tsconfigRootDir: import.meta.dirname,
            },
        },
        linterOptions: { reportUnusedDisableDirectives: 'error' },
        rules: {
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/no-import-type-side-effects': 'error',
            '@typescript-eslint/switch-exhaustiveness-check': [
                'error',
                { considerDefaultExhaustiveForUnions: true },
            ],
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
            '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
            // GObject's constructors and methods are called through the prototype and by signal name.
            '@typescript-eslint/unbound-method': 'off',
            '@typescript-eslint/no-extraneous-class': 'off',
            '@typescript-eslint/prefer-nullish-coalescing': [
                'error',
                { ignorePrimitives: { string: true, boolean: true } },
            ],
            eqeqeq: 'error',
            'prefer-const': 'error',
            'object-shorthand': 'error',
        },
    },
    {
        files: ['src/engine/**/*.ts'],
        rules: {
            ...imports(
                gi,
                node,
                resource,
                rooms('system', 'collector', 'cli', 'protocol', 'shell', 'preferences', 'extension', 'prefs'),
            ),
            'no-restricted-globals': ['error', ...pureGlobals],
            'no-restricted-properties': [
                'error',
                { object: 'Date', property: 'now', message: 'The engine takes the time as an argument.' },
                { object: 'Math', property: 'random', message: 'The engine takes chance as an argument.' },
            ],
            'no-restricted-syntax': [
                'error',
                {
                    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
                    message: 'The engine takes the time as an argument.',
                },
            ],
        },
    },
    {
        files: ['src/protocol/**/*.ts'],
        rules: imports(
            gi,
            node,
            resource,
            rooms('system', 'collector', 'cli', 'shell', 'preferences', 'extension', 'prefs'),
        ),
    },
    {
        files: ['src/system/**/*.ts'],
        rules: imports(
            node,
            resource,
            widgets,
            compositor,
            rooms('collector', 'cli', 'shell', 'preferences', 'extension', 'prefs'),
        ),
    },
    {
        files: ['src/collector/**/*.ts', 'src/collector.ts', 'src/cli/**/*.ts', 'src/cli.ts'],
        rules: imports(
            node,
            resource,
            widgets,
            compositor,
            rooms('shell', 'preferences', 'extension', 'prefs'),
        ),
    },
    {
        files: ['src/shell/**/*.ts', 'src/extension.ts'],
        rules: {
            ...imports(node, widgets, rooms('system', 'collector', 'cli', 'preferences', 'prefs')),
            'no-restricted-syntax': [
                'error',
                {
                    selector: `CallExpression[callee.property.name=/^(${blockingCalls})$/]`,
                    message: 'It would hold up the compositor: use the asynchronous call.',
                },
            ],
        },
    },
    {
        files: ['src/preferences/**/*.ts', 'src/prefs.ts'],
        rules: imports(node, compositor, rooms('collector', 'cli', 'shell', 'extension')),
    },
    {
        files: ['tests/**/*.ts'],
        rules: {
            // `test()` of Node returns a promise that the runner itself waits for.
            '@typescript-eslint/no-floating-promises': [
                'error',
                {
                    allowForKnownSafeCalls: [
                        { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
                    ],
                },
            ],
        },
    },
    {
        files: ['**/*.js'],
        languageOptions: { globals: { URL: 'readonly', console: 'readonly', process: 'readonly' } },
    },
);
