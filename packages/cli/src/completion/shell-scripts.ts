import type { CommandWords, Place } from './command-words.js';

export const SHELLS = ['bash', 'zsh'] as const;

export type Shell = (typeof SHELLS)[number];

/** How a shell says what the generated cases say. All words are letters, digits, dots and dashes: none needs quotes. */
interface Dialect {
  readonly before: string;
  readonly after: string;
  /** Offers these words, as far as they begin with what is typed. */
  offer(words: readonly string[]): string;
  readonly offerFiles: string;
}

const DIALECTS: Readonly<Record<Shell, Dialect>> = {
  bash: {
    before: `# Completion of slc for bash. To have it in each shell, put this into ~/.bashrc:
#   eval "$(slc completion bash)"
_slc() {
  local IFS=$' \\t\\n' word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' i
  # bash makes three words of --option=value.
  if [[ $word == '=' ]]; then word=''; elif [[ $previous == '=' ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    local each="\${COMP_WORDS[i]}"`,
    after: `}
complete -F _slc slc
`,
    offer: (words) => `COMPREPLY+=($(compgen -W '${words.join(' ')}' -- "$word"))`,
    offerFiles: `IFS=$'\\n' COMPREPLY+=($(compgen -f -- "$word")); compopt -o filenames 2>/dev/null`,
  },
  zsh: {
    before: `#compdef slc
# Completion of slc for zsh. To have it in each shell, put this into ~/.zshrc:
#   eval "$(slc completion zsh)"
_slc() {
  local word="\${words[CURRENT]}" previous="\${words[CURRENT-1]}" command='' each
  for each in "\${(@)words[2,CURRENT-1]}"; do`,
    after: `}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _slc slc
`,
    offer: (words) => `compadd -- ${words.join(' ')}`,
    offerFiles: '_files',
  },
};

/** A script that completes commands, options, their choices and files, without starting the program. */
export function shellScript(shell: Shell, commands: readonly CommandWords[]): string {
  const { before, after, ...dialect } = DIALECTS[shell];
  const named = commands.filter(({ path }) => path !== '');
  const lines = [
    before,
    '    case "$command $each" in',
    `      ${named.map(({ path }) => `' ${path}'`).join('|')}) command="$command $each" ;;`,
    '    esac',
    '  done',
    '  case "$command $previous" in',
    ...commands.flatMap(({ path, values }) =>
      values.map((value) => `    ${optionPatterns(path, value.options)}) ${offers(value, dialect)}return ;;`),
    ),
    '  esac',
    '  case "$command $word" in',
    ...commands.map(
      ({ path, options }) => `    '${commandOf(path)} -'*) ${dialect.offer(options)}; return ;;`,
    ),
    '  esac',
    '  case "$command" in',
    ...commands.map((each) => `    '${commandOf(each.path)}') ${offers(each, dialect)};;`),
    '  esac',
    after,
  ];
  return lines.join('\n');
}

/** As the script holds it: a blank before each word. */
function commandOf(path: string): string {
  return path === '' ? '' : ` ${path}`;
}

function optionPatterns(path: string, options: readonly string[]): string {
  return options.map((option) => `'${commandOf(path)} ${option}'`).join('|');
}

function offers(
  { words, takesFiles }: Place,
  { offer, offerFiles }: Omit<Dialect, 'before' | 'after'>,
): string {
  const all = [...(words.length > 0 ? [offer(words)] : []), ...(takesFiles ? [offerFiles] : [])];
  return all.map((each) => `${each}; `).join('');
}
