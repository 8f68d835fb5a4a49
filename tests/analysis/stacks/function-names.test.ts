import { expect, test } from 'vitest'
import { stableName } from '../../../src/analysis/stacks/function-names.ts'

test.each([
  ['main.(*Server).serve.func1', 'main.(*Server).serve.func'],
  ['main.(*Server).serve.func12.3', 'main.(*Server).serve.func'],
  ['main.run.gowrap2', 'main.run.func'],
  ['main.run.deferwrap1', 'main.run.func'],
  ['main.glob..func1', 'main.init.func'],
  ['main.init.func1', 'main.init.func'],
  ['main.init.0', 'main.init'],
  ['main.(*T).Close-fm', 'main.(*T).Close'],
  ['main.(*T).Close·fm', 'main.(*T).Close'],
  ['main.each-range1', 'main.each'],
  ['shop/set.(*Set[go.shape.int]).Add', 'shop/set.(*Set).Add'],
  ['shop/set.Map[shop/k.Key[...],map[string]int].Put', 'shop/set.Map.Put'],
  ['shop/vendor/example.com/lib.Do', 'example.com/lib.Do'],
  ['main.function1', 'main.function1'],
])('Go: %s', (name, stable) => {
  expect(stableName(name, 'go')).toBe(stable)
})

test.each([
  ['Traces.lambda$async$5', 'Traces.lambda$async'],
  ['Traces$$Lambda$25/0x00007ff144006800.run', 'Traces$$Lambda.run'],
  ['Traces$$Lambda$25/2081171245.run', 'Traces$$Lambda.run'],
  ['Traces$$Lambda/0x0000000008044000.run', 'Traces$$Lambda.run'],
  ['com.example.Dao$$Lambda$$312/0x0000000800c1a418.apply', 'com.example.Dao$$Lambda.apply'],
  ['jdk.internal.reflect.GeneratedMethodAccessor123.invoke', 'jdk.internal.reflect.GeneratedMethodAccessor.invoke'],
  ['jdk.proxy2.$Proxy42.place', '$Proxy.place'],
  ['com.sun.proxy.$Proxy7.place', '$Proxy.place'],
  ['$Proxy0.greet', '$Proxy.greet'],
  ['com.example.Stock$$EnhancerBySpringCGLIB$$8aebfe38.reserve', 'com.example.Stock.reserve'],
  ['com.example.Stock$$SpringCGLIB$$0.reserve', 'com.example.Stock.reserve'],
  ['com.example.Order$HibernateProxy$abC12.getId', 'com.example.Order.getId'],
  ['com.example.Order_$$_jvst1a2_3.getId', 'com.example.Order.getId'],
  ['com.example.Order$MockitoMock$1234.getId', 'com.example.Order.getId'],
  ['com.example.Order_ClientProxy.getId', 'com.example.Order.getId'],
  ['com.example.Foo$1.run', 'com.example.Foo$n.run'],
  ['com.example.Foo$1$2.run', 'com.example.Foo$n.run'],
  ['com.example.job.Main$.$anonfun$run$1$adapted', 'com.example.job.Main$.$anonfun$run'],
  ['com.example.job.Main$.$anonfun$run$12', 'com.example.job.Main$.$anonfun$run'],
  ['com.example.app.FeedKt$load$2.invokeSuspend', 'com.example.app.FeedKt$load$n.invokeSuspend'],
  ['user$handler$fn__1234.invoke', 'user$handler$fn__.invoke'],
  ['com.example.Orders2.place3', 'com.example.Orders2.place3'],
])('JVM: %s', (name, stable) => {
  expect(stableName(name, 'jvm')).toBe(stable)
})
