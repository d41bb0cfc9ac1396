/**
 * Writes into every page which program its kernels are: the built Worker's file and the SHA-256 of its bytes, as they are
 * served and run. So a page can say what runs before it runs, and link to it (web/controllers/kernel-mark.ts reads it).
 */
import { createHash } from 'node:crypto';

const KERNEL = /(?:^|\/)kernel\.worker-[\w-]+\.js$/;

/** @returns {import('vite').Plugin} */
export function kernelMark() {
  return {
    name: 'lehr:kernel-mark',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = Object.values(bundle);
        const kernels = files.filter(({ fileName }) => KERNEL.test(fileName));
        const [kernel] = kernels;
        if (!kernel || kernels.length > 1) {
          this.error(`a build has one kernel, this one has ${kernels.length}: see worker/page/kernels.ts`);
        }
        const content = kernel.type === 'asset' ? kernel.source : kernel.code;
        if (/\bimport\b\s*["'({*]/.test(content.toString())) {
          this.error('the kernel imports another file, which its hash does not cover');
        }
        const hash = createHash('sha256').update(content).digest('hex');
        const name = kernel.fileName.replace(/^.*\//, '');
        const meta = `<meta name="lehr-kernel" content="${name} ${hash}" />`;
        for (const file of files) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
          file.source = file.source.toString().replace('</head>', `  ${meta}\n  </head>`);
        }
      },
    },
  };
}
