-- CreateTable
CREATE TABLE "job_deaths" (
    "job_id" BIGINT NOT NULL,
    "deaths" INTEGER NOT NULL,

    CONSTRAINT "job_deaths_pkey" PRIMARY KEY ("job_id")
);
