import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const numbers = ['Number', 'parseFloat', 'parseInt', 'BigInt'];
const why = 'amounts are texts; only model/pixels.ts makes numbers of them, for charts';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'public'] },
  ...tseslint.configs.strict,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-globals': ['error', ...numbers.map((name) => ({ name, message: why }))],
      'no-restricted-syntax': [
        'error',
        { selector: "UnaryExpression[operator='+']", message: why },
        { selector: 'ExportDefaultDeclaration', message: 'named exports only' },
        { selector: 'TSEnumDeclaration', message: 'unions instead of enums' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  { files: ['src/model/pixels.ts'], rules: { 'no-restricted-globals': 'off', 'no-restricted-syntax': 'off' } },
);
