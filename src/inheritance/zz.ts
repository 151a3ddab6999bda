import { compose } from './compose.ts'
class Base {
  value = 1
  method(n: number) {
    return n + this.value
  }
  get getter() {
    return this.value
  }
}
class A extends Base {
  override method(n: number) {
    return super.method(n) + 1
  }
  override get getter() {
    return super.getter + 1
  }
}
class B extends Base {
  override method(n: number) {
    return super.method(n) + 2
  }
  override get getter() {
    return super.getter + 2
  }
}
const o = new (compose(Base, [A, B]))()
function run(o: any) {
  let s = 0
  for (let i = 0; i < 2e6; i++) s = (s + o.method(i)) | 0
  return s
}
function run2(o: any) {
  let s = 0
  for (let i = 0; i < 2e6; i++) s = (s + o.getter) | 0
  return s
}
function run3(os: any) {
  let s = 0
  for (let i = 0; i < 2e6; i++) s = (s + os[i & 3].method(i)) | 0
  return s
}
const list = process.argv[2]
  ? [
      ['g', run2, o],
      ['m', run, o],
    ]
  : [
      ['m', run, o],
      ['g', run2, o],
      ['4', run3, [o, o, o, o]],
    ]
for (const [n, r, x] of list as any)
  for (let k = 0; k < 6; k++) {
    const t = performance.now()
    r(x)
    console.log(n, ((performance.now() - t) / 2).toFixed(2))
  }
