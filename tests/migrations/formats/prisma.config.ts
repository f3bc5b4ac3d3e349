// Prisma with its schema engine as WebAssembly, which the npm package brings along, on the driver adapter for PostgreSQL.
// Two things are mended so that it runs scripts as the native engine does, which is no part of any package:
// the adapter refuses the catalogs' types `name` (19) and `"char"` (18), and it cuts scripts at every semicolon,
// where the native engine sends each script as one query.
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { defineConfig } from "prisma/config";

const described = (pg.Query as any).prototype.handleRowDescription;
(pg.Query as any).prototype.handleRowDescription = function (message: any) {
  for (const field of message.fields) if (field.dataTypeID === 18 || field.dataTypeID === 19) field.dataTypeID = 25;
  return described.call(this, message);
};

async function adapter() {
  const factory = new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 1 });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = (await connect()) as any;
    connection.executeScript = async (script: string) => {
      await connection.client.query(script);
    };
    return connection;
  };
  return factory;
}

export default defineConfig({
  experimental: { adapter: true },
  engine: "js",
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  adapter,
} as any);
