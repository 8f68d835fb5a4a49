/**
 * Packages that belong to the platform, and to libraries and frameworks that stand between it and most programs. A log
 * rarely says which jar a class came from, and where it does, the program's own classes stand in one too.
 */
export const PLATFORM_PACKAGES: ReadonlySet<string> = new Set(
  'java javax jakarta jdk sun com.sun kotlin kotlinx scala groovy groovyx clojure org.codehaus.groovy org.w3c org.xml org.ietf org.omg android androidx dalvik com.android libcore org.graalvm com.oracle.svm'.split(
    ' ',
  ),
)

export const LIBRARY_PACKAGES: ReadonlySet<string> = new Set(
  [
    // Frameworks and servers.
    'org.springframework org.apache org.eclipse org.jboss org.wildfly org.glassfish io.quarkus io.micronaut io.vertx io.undertow io.dropwizard io.ktor io.javalin io.helidon play akka pekko reactor ratpack spark.Spark spark.http weblogic com.ibm.ws io.openliberty com.vaadin zio cats monix io.smallrye org.osgi org.xnio',
    // Networking and data.
    'io.netty io.grpc okhttp3 okio retrofit2 feign com.squareup com.zaxxer org.hibernate org.postgresql org.mariadb com.mysql oracle.jdbc com.microsoft.sqlserver org.h2 org.hsqldb org.sqlite com.mongodb org.bson redis.clients io.lettuce org.redisson com.datastax com.hazelcast org.infinispan net.sf.ehcache org.ehcache org.elasticsearch org.opensearch co.elastic com.rabbitmq io.confluent org.jooq org.mybatis org.apache.ibatis org.flywaydb liquibase io.r2dbc com.querydsl com.amazonaws software.amazon com.azure com.google.cloud io.minio io.rsocket graphql org.neo4j com.jcraft',
    // What everybody uses.
    'com.fasterxml com.google.common com.google.gson com.google.inject com.google.protobuf com.google.api com.google.auth org.json org.yaml org.joda com.thoughtworks.xstream io.reactivex rx io.github.resilience4j com.netflix com.github.benmanes org.quartz com.typesafe com.lightbend net.bytebuddy javassist org.aspectj org.aopalliance org.objectweb org.reactivestreams org.antlr freemarker org.thymeleaf ognl com.jayway org.bouncycastle io.jsonwebtoken com.nimbusds com.lmax com.esotericsoftware net.jpountz org.conscrypt arrow dagger kotlinx.coroutines',
    // Logging, measuring, testing, building.
    'org.slf4j ch.qos.logback net.logstash io.micrometer io.opentelemetry io.opentracing io.opencensus io.prometheus io.sentry io.jaegertracing zipkin2 brave com.newrelic datadog com.dynatrace com.codahale junit org.junit org.testng org.mockito org.assertj org.hamcrest org.testcontainers io.cucumber io.kotest io.mockk org.scalatest org.specs2 org.gradle worker.org.gradle com.intellij org.jetbrains.kotlin io.kubernetes io.fabric8 hudson org.kohsuke',
  ]
    .join(' ')
    .split(' '),
)
