/** Which file of a checkout a log means, and what is never opened. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Checkout } from '../../src/workspace/checkout.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-checkout-'))
const root = join(folder, 'work')
let checkout: Checkout

const FILES: Readonly<Record<string, string>> = {
  'work/main.go': 'package main\n\nfunc main() {\n\tpanic(1)\n}\n',
  'work/cart/cart.go': 'package cart\n\nfunc (c *Cart) Total(n int) int {\n\treturn c.sums[n]\n}\n',
  'work/services/a/api/api.go': 'package api\n',
  'work/services/b/api/api.go': 'package api\n',
  'work/src/main/java/com/shop/Cart.java': 'class Cart {\n  int total(int n) {\n    return 1;\n  }\n}\n',
  'work/big/big.go': 'x'.repeat(3 * 1_048_576),
  'secret/secret.go': 'package secret\nfunc Key() {}\n',
}

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(join(folder, 'secret'), join(root, 'linked'))
  symlinkSync(join(folder, 'secret', 'secret.go'), join(root, 'cart', 'secret.go'))
  checkout = (await Checkout.open(root))!
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const find = (file: string, name: string, line = 4) => checkout.find({ file, function: name, line })

describe('a place of a log', () => {
  it.each([
    ['built elsewhere', '/build/src/shop/cart/cart.go', 'shop/cart.(*Cart).Total', 'cart/cart.go', true],
    ['with trimmed path', 'shop.example/app/cart/cart.go', 'shop.example/app/cart.(*Cart).Total', 'cart/cart.go', true],
    ['with the path of Windows', 'C:\\build\\shop\\cart\\cart.go', 'shop/cart.(*Cart).Total', 'cart/cart.go', true],
    ['a closure', '/build/cart/cart.go', 'shop/cart.(*Cart).Total.func1.2', 'cart/cart.go', true],
    ['a method value', '/build/cart/cart.go', 'shop/cart.(*Cart).Total-fm', 'cart/cart.go', true],
    ['at the root', '/build/shop/main.go', 'main.main', 'main.go', true],
    ['of Java', 'Cart.java', 'com.shop.Cart.total', 'src/main/java/com/shop/Cart.java', true],
    ['of another version', '/build/cart/cart.go', 'shop/cart.(*Cart).Gone', 'cart/cart.go', false],
  ])('%s is found', async (_, file, name, path, isSure) => {
    expect(await find(file, name)).toMatchObject({ path, isSure })
  })

  it.each([
    ['whose name is everywhere', '/build/other/main.go', 'main.serve'],
    ['of two services', '/build/api/api.go', 'api.Serve'],
    ['not there', '/build/cart/gone.go', 'cart.Gone'],
    ['behind a link out of it', '/build/linked/secret.go', 'secret.Key'],
    ['that is a link out of it', '/build/cart/secret.go', 'secret.Key'],
    ['with dots', '/build/../../secret/secret.go', 'secret.Key'],
    ['too large', '/build/big/big.go', 'big.Big'],
    ['a device', '/dev/zero', 'x.X'],
    ['empty', '', 'x.X'],
  ])('%s is not', async (_, file, name) => expect(await find(file, name)).toBeNull())

  it('comes with the lines around it', async () => {
    expect(await find('/b/cart/cart.go', 'shop/cart.(*Cart).Total')).toEqual({
      path: 'cart/cart.go',
      line: 4,
      firstLine: 1,
      text: ['package cart', '', 'func (c *Cart) Total(n int) int {', '\treturn c.sums[n]', '}', ''],
      isSure: true,
    })
  })

  it('beyond the end of the file has none', async () => {
    expect(await find('/b/cart/cart.go', 'shop/cart.(*Cart).Total', 99)).toMatchObject({ text: [], isSure: false })
  })

  it('of no folder is not found', async () => expect(await Checkout.open(join(folder, 'nowhere'))).toBeNull())
})
